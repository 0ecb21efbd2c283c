// SPDX-License-Identifier: Apache-2.0

//go:build !status

package main

import (
	"fmt"
	"runtime"

	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/whisper/whisperv6"
)

// clientID is what a release build of the geth this program is linked with says in its hello.
func clientID() string {
	return fmt.Sprintf("Geth/v%s/%s-%s/%s",
		params.VersionWithMeta, runtime.GOOS, runtime.GOARCH, runtime.Version())
}

func newWhisper(options nodeOptions) whisperService {
	whisper := whisperv6.New(&whisperv6.Config{
		MaxMessageSize:                        options.maxMessageSize,
		MinimumAcceptedPOW:                    options.minPow,
		RestrictConnectionBetweenLightClients: true,
	})
	whisper.SetLightClientMode(options.light)
	return whisper
}

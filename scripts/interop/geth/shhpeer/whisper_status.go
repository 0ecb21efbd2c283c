// SPDX-License-Identifier: Apache-2.0

//go:build status

package main

import (
	"fmt"
	"runtime"

	"github.com/status-im/whisper/whisperv6"
)

// clientID has the form of Status' own.
func clientID() string {
	return fmt.Sprintf("StatusIM/v1.0.0/%s-%s/%s", runtime.GOOS, runtime.GOARCH, runtime.Version())
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

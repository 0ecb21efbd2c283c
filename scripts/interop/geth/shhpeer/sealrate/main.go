// SPDX-License-Identifier: Apache-2.0

// Command sealrate prints how many nonces a second geth's Seal tries on one thread.
// Seal counts upward from nonce 0, so the nonce it ends at says how many it tried.
package main

import (
	"fmt"
	"runtime"
	"time"

	"github.com/ethereum/go-ethereum/whisper/whisperv6"
)

const (
	rounds  = 12
	dataLen = 540
	pow     = 120 // about 2^21 nonces at a TTL of 30 s
)

func main() {
	runtime.GOMAXPROCS(1)
	var nonces uint64
	var elapsed time.Duration
	for i := 0; i < rounds; i++ {
		data := make([]byte, dataLen)
		data[0] = byte(i)
		envelope := &whisperv6.Envelope{
			Expiry: 1600000000,
			TTL:    30,
			Topic:  whisperv6.TopicType{1, 2, 3, 4},
			Data:   data,
		}
		start := time.Now()
		if err := envelope.Seal(&whisperv6.MessageParams{PoW: pow, WorkTime: 120}); err != nil {
			panic(err)
		}
		elapsed += time.Since(start)
		nonces += envelope.Nonce + 1
	}
	fmt.Printf("%.0f\n", float64(nonces)/elapsed.Seconds())
}

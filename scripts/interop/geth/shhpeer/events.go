// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/ethereum/go-ethereum/p2p"
)

// eventWriter writes whole lines from several goroutines.
type eventWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (e *eventWriter) line(text string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	fmt.Fprintln(e.w, text)
}

type object map[string]interface{}

func (e *eventWriter) event(o object) {
	line, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	e.line(string(line))
}

// reportPeers subscribes to a server's comings and goings of peers, best before it starts, and
// returns the loop that writes them as events. A drop that the other side asked for has its reason
// as a number; any other end of a connection has only the error's text.
func reportPeers(server *p2p.Server, out *eventWriter, conn string) func() {
	changes := make(chan *p2p.PeerEvent, 64)
	subscription := server.SubscribeEvents(changes)
	return func() {
		defer subscription.Unsubscribe()
		for {
			select {
			case change := <-changes:
				o := object{"event": string(change.Type), "conn": conn, "id": change.Peer.String()}
				if change.Type == p2p.PeerEventTypeDrop {
					o["error"] = change.Error
					if reason, ok := disconnectReason(change.Error); ok {
						o["reason"] = reason
					}
				}
				out.event(o)
			case <-subscription.Err():
				return
			}
		}
	}
}

// disconnectReason finds the reason whose text geth gives as the error of a peer that hung up.
func disconnectReason(text string) (int, bool) {
	for reason := p2p.DiscRequested; reason <= p2p.DiscSubprotocolError; reason++ {
		if reason.String() == text {
			return int(reason), true
		}
	}
	return 0, false
}

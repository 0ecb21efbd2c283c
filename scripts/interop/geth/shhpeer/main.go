// SPDX-License-Identifier: Apache-2.0

// Command shhpeer is a Whisper v6 peer for interoperability tests: go-ethereum's own networking,
// whisperv6 and RPC server, unmodified, behind a few flags. With -raw it is instead a puppet that
// sends and reports single packets (see raw.go).
//
// It runs until its standard input is closed or it gets SIGTERM.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/whisper/whisperv6"
)

// stringList is a flag that may be given several times.
type stringList []string

func (l *stringList) String() string     { return strings.Join(*l, ",") }
func (l *stringList) Set(v string) error { *l = append(*l, v); return nil }

func main() {
	var options nodeOptions
	var dial stringList
	flag.StringVar(&options.name, "name", clientID(), "client id in the hello")
	flag.StringVar(&options.key, "key", "", "private key of the node, 64 hex digits (default: random)")
	flag.StringVar(&options.listen, "listen", "127.0.0.1:0", "address on which peers connect")
	flag.StringVar(&options.rpc, "rpc", "127.0.0.1:0", "address of JSON-RPC over HTTP")
	flag.StringVar(&options.ws, "ws", "127.0.0.1:0", "address of JSON-RPC over WebSocket")
	flag.Float64Var(&options.minPow, "minpow", whisperv6.DefaultMinimumPoW, "least proof of work accepted")
	flag.BoolVar(&options.light, "light", false, "be a light client")
	maxMessageSize := flag.Uint("maxmsgsize", uint(whisperv6.DefaultMaxMessageSize), "largest message accepted, bytes")
	flag.Var(&dial, "dial", "enode to connect to; may be repeated")
	raw := flag.Bool("raw", false, "packet puppet, driven by JSON lines on stdin")
	verbosity := flag.Int("verbosity", 0, "geth's log level on stderr, 0 to 5")
	flag.Parse()
	options.maxMessageSize = uint32(*maxMessageSize)
	options.dial = dial

	if *verbosity > 0 {
		log.Root().SetHandler(log.LvlFilterHandler(log.Lvl(*verbosity),
			log.StreamHandler(os.Stderr, log.TerminalFormat(false))))
	}

	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM, os.Interrupt)
	out := &eventWriter{w: os.Stdout}

	if *raw {
		done := make(chan struct{})
		go func() { runRaw(os.Stdin, out, options.name); close(done) }()
		wait(terminated, done)
		return
	}

	node, err := startNode(options, out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "shhpeer:", err)
		os.Exit(1)
	}
	stdinClosed := make(chan struct{})
	go func() { io.Copy(io.Discard, os.Stdin); close(stdinClosed) }()
	wait(terminated, stdinClosed)
	node.stop()
}

func wait(terminated <-chan os.Signal, done <-chan struct{}) {
	select {
	case <-terminated:
	case <-done:
	}
}

// SPDX-License-Identifier: Apache-2.0

// Command oldgeth is a Whisper 2 or Whisper 5 peer for interoperability tests: go-ethereum 1.7.3's
// own networking, whisper and RPC server, unmodified, behind a few flags.
//
// It runs until its standard input is closed or it gets SIGTERM.
package main

import (
	"crypto/ecdsa"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/discover"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/ethereum/go-ethereum/whisper/whisperv2"
	"github.com/ethereum/go-ethereum/whisper/whisperv5"
)

// stringList is a flag that may be given several times.
type stringList []string

func (l *stringList) String() string     { return strings.Join(*l, ",") }
func (l *stringList) Set(v string) error { *l = append(*l, v); return nil }

// whisper is what both versions have in common.
type whisper interface {
	Protocols() []p2p.Protocol
	APIs() []rpc.API
	Start(*p2p.Server) error
	Stop() error
}

func main() {
	version := flag.Int("version", 5, "of Whisper: 2 or 5")
	listen := flag.String("listen", "127.0.0.1:0", "address on which peers connect")
	http := flag.String("rpc", "127.0.0.1:0", "address of JSON-RPC over HTTP")
	ws := flag.String("ws", "127.0.0.1:0", "address of JSON-RPC over WebSocket")
	minPow := flag.Float64("minpow", whisperv5.DefaultMinimumPoW, "least proof of work accepted, v5")
	var dial stringList
	flag.Var(&dial, "dial", "enode to connect to; may be repeated")
	flag.Parse()

	if err := run(*version, *listen, *http, *ws, *minPow, dial); err != nil {
		fmt.Fprintln(os.Stderr, "oldgeth:", err)
		os.Exit(1)
	}
}

func run(version int, listen, httpAddress, wsAddress string, minPow float64, dial []string) error {
	shh, err := newWhisper(version, minPow)
	if err != nil {
		return err
	}
	server, err := newServer(listen, dial, shh.Protocols())
	if err != nil {
		return err
	}
	if err := shh.Start(server); err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	apis := append(shh.APIs(),
		rpc.API{Namespace: "admin", Version: "1.0", Service: &AdminAPI{server}, Public: true},
		rpc.API{Namespace: "net", Version: "1.0", Service: &NetAPI{server}, Public: true})
	handler := rpc.NewServer()
	for _, api := range apis {
		if err := handler.RegisterName(api.Namespace, api.Service); err != nil {
			return err
		}
	}
	httpListener, err := net.Listen("tcp", httpAddress)
	if err != nil {
		return err
	}
	wsListener, err := net.Listen("tcp", wsAddress)
	if err != nil {
		return err
	}
	go rpc.NewHTTPServer([]string{"*"}, handler).Serve(httpListener)
	go rpc.NewWSServer([]string{"*"}, handler).Serve(wsListener)
	fmt.Printf("oldgeth ready: %s http://%s ws://%s\n", enodeURL(server), httpListener.Addr(), wsListener.Addr())

	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM, os.Interrupt)
	stdinClosed := make(chan struct{})
	go func() { io.Copy(io.Discard, os.Stdin); close(stdinClosed) }()
	select {
	case <-terminated:
	case <-stdinClosed:
	}
	httpListener.Close()
	wsListener.Close()
	server.Stop()
	return shh.Stop()
}

func newWhisper(version int, minPow float64) (whisper, error) {
	switch version {
	case 2:
		return whisperv2.New(), nil
	case 5:
		shh := whisperv5.New(&whisperv5.Config{
			MaxMessageSize:     whisperv5.DefaultMaxMessageSize,
			MinimumAcceptedPOW: minPow,
		})
		// As the program geth does: the configuration alone does not set it.
		return shh, shh.SetMinimumPoW(minPow)
	}
	return nil, fmt.Errorf("no Whisper %d here", version)
}

func newServer(listen string, dial []string, protocols []p2p.Protocol) (*p2p.Server, error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, err
	}
	config := p2p.Config{
		PrivateKey:  key,
		MaxPeers:    50,
		NoDiscovery: true,
		Name: fmt.Sprintf("Geth/v%d.%d.%d-stable/%s-%s/%s", params.VersionMajor, params.VersionMinor,
			params.VersionPatch, runtime.GOOS, runtime.GOARCH, runtime.Version()),
		Protocols:  protocols,
		ListenAddr: listen,
	}
	for _, url := range dial {
		n, err := discover.ParseNode(url)
		if err != nil {
			return nil, fmt.Errorf("%s: %v", url, err)
		}
		config.StaticNodes = append(config.StaticNodes, n)
	}
	return &p2p.Server{Config: config}, nil
}

// enodeURL is the enode of a running server with the port it really got.
func enodeURL(server *p2p.Server) string {
	key := server.PrivateKey.Public().(*ecdsa.PublicKey)
	return fmt.Sprintf("enode://%x@%s", crypto.FromECDSAPub(key)[1:], server.ListenAddr)
}

// The rpc package serves exported types only.

// AdminAPI has as much of geth's admin namespace as drives a test.
type AdminAPI struct{ server *p2p.Server }

func (a *AdminAPI) AddPeer(url string) (bool, error) {
	n, err := discover.ParseNode(url)
	if err != nil {
		return false, err
	}
	a.server.AddPeer(n)
	return true, nil
}

func (a *AdminAPI) Peers() []*p2p.PeerInfo { return a.server.PeersInfo() }

type NetAPI struct{ server *p2p.Server }

func (a *NetAPI) PeerCount() hexutil.Uint { return hexutil.Uint(a.server.PeerCount()) }

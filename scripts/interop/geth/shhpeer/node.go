// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/ecdsa"
	"encoding/hex"
	"fmt"
	"net"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/rpc"
)

const maxPeers = 50

type nodeOptions struct {
	name, key, listen, rpc, ws string
	minPow                     float64
	light                      bool
	maxMessageSize             uint32
	dial                       []string
}

// whisperService is what geth's Whisper and that of Status have in common.
type whisperService interface {
	Protocols() []p2p.Protocol
	APIs() []rpc.API
	Start(*p2p.Server) error
	Stop() error
}

// node is geth reduced to Whisper: the parts of its `node` package that matter here, put together
// by hand because that package cannot tell which port it got when asked for port 0.
type node struct {
	server    *p2p.Server
	whisper   whisperService
	listeners []net.Listener
}

func startNode(options nodeOptions, out *eventWriter) (*node, error) {
	whisper := newWhisper(options)
	server, err := newServer(options.name, options.key, options.listen, options.dial, whisper.Protocols())
	if err != nil {
		return nil, err
	}
	if err := whisper.Start(server); err != nil {
		return nil, err
	}
	report := reportPeers(server, out, "")
	if err := server.Start(); err != nil {
		return nil, err
	}

	n := &node{server: server, whisper: whisper}
	apis := append(whisper.APIs(),
		rpc.API{Namespace: "admin", Version: "1.0", Service: &AdminAPI{server}, Public: true},
		rpc.API{Namespace: "net", Version: "1.0", Service: &NetAPI{server}, Public: true},
		rpc.API{Namespace: "web3", Version: "1.0", Service: &Web3API{options.name}, Public: true})
	modules := []string{"shh", "admin", "net", "web3"}
	http, _, err := rpc.StartHTTPEndpoint(options.rpc, apis, modules, nil, []string{"*"}, rpc.DefaultHTTPTimeouts)
	if err != nil {
		return nil, err
	}
	ws, _, err := rpc.StartWSEndpoint(options.ws, apis, modules, []string{"*"}, false)
	if err != nil {
		return nil, err
	}
	n.listeners = []net.Listener{http, ws}
	out.line(fmt.Sprintf("shhpeer ready: %s http://%s ws://%s", enodeURL(server), http.Addr(), ws.Addr()))
	go report()
	return n, nil
}

func (n *node) stop() {
	for _, listener := range n.listeners {
		listener.Close()
	}
	n.server.Stop()
	n.whisper.Stop()
}

func newServer(name, key, listen string, dial []string, protocols []p2p.Protocol) (*p2p.Server, error) {
	identity, err := nodeKey(key)
	if err != nil {
		return nil, err
	}
	config := p2p.Config{
		PrivateKey:  identity,
		MaxPeers:    maxPeers,
		NoDiscovery: true,
		Name:        name,
		Protocols:   protocols,
		ListenAddr:  listen,
	}
	for _, url := range dial {
		n, err := enode.ParseV4(url)
		if err != nil {
			return nil, fmt.Errorf("%s: %v", url, err)
		}
		config.StaticNodes = append(config.StaticNodes, n)
	}
	return &p2p.Server{Config: config}, nil
}

func nodeKey(digits string) (*ecdsa.PrivateKey, error) {
	if digits == "" {
		return crypto.GenerateKey()
	}
	return crypto.HexToECDSA(digits)
}

// enodeURL is the enode of a running server with the port it really got.
func enodeURL(server *p2p.Server) string {
	publicKey := crypto.FromECDSAPub(&server.PrivateKey.PublicKey)
	return fmt.Sprintf("enode://%s@%s", hex.EncodeToString(publicKey[1:]), server.ListenAddr)
}

// The rpc package serves exported types only.

// AdminAPI has as much of geth's admin namespace as drives a test.
type AdminAPI struct{ server *p2p.Server }

func (a *AdminAPI) AddPeer(url string) (bool, error) {
	n, err := enode.ParseV4(url)
	if err != nil {
		return false, err
	}
	a.server.AddPeer(n)
	return true, nil
}

func (a *AdminAPI) RemovePeer(url string) (bool, error) {
	n, err := enode.ParseV4(url)
	if err != nil {
		return false, err
	}
	a.server.RemovePeer(n)
	return true, nil
}

func (a *AdminAPI) Peers() []*p2p.PeerInfo  { return a.server.PeersInfo() }
func (a *AdminAPI) NodeInfo() *p2p.NodeInfo { return a.server.NodeInfo() }

type NetAPI struct{ server *p2p.Server }

func (a *NetAPI) PeerCount() hexutil.Uint { return hexutil.Uint(a.server.PeerCount()) }
func (a *NetAPI) Listening() bool         { return true }

type Web3API struct{ name string }

func (a *Web3API) ClientVersion() string { return a.name }

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/rlpx"
	"github.com/ethereum/go-ethereum/rlp"
)

// Codes of the base protocol, and of shh/6 before the offset is added.
const (
	codeHello      = 0
	codeDisconnect = 1
	codePing       = 2
	codePong       = 3
	shhOffset      = 16

	shhStatus      = 0
	shhMessages    = 1
	shhPowReq      = 2
	shhBloom       = 3
	shhP2PRequest  = 126
	shhP2PMessage  = 127
	shhCodeCount   = 128
	defaultMaxSize = 1024 * 1024
)

var disconnectReasons = map[uint64]string{
	0: "requested", 1: "network error", 2: "breach of protocol", 3: "useless peer", 4: "too many peers",
	5: "already connected", 6: "incompatible p2p protocol version", 7: "invalid node identity",
	8: "client quitting", 9: "unexpected identity", 10: "connected to self", 11: "read timeout",
	16: "subprotocol error",
}

type capability struct {
	Name    string
	Version uint
}

type hello struct {
	Version    uint64
	Name       string
	Caps       []capability
	ListenPort uint64
	ID         []byte
	Rest       []rlp.RawValue `rlp:"tail"`
}

// A watch lets the goroutines of several peers wake the one trial that owns them.
type watch struct {
	sync.Mutex
	changed chan struct{}
}

func newWatch() *watch { return &watch{changed: make(chan struct{})} }

func (w *watch) update(change func()) {
	w.Lock()
	defer w.Unlock()
	change()
	close(w.changed)
	w.changed = make(chan struct{})
}

// until waits for the condition and says whether it came about in time.
func (w *watch) until(limit time.Duration, condition func() bool) bool {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		w.Lock()
		met, changed := condition(), w.changed
		w.Unlock()
		if met {
			return true
		}
		select {
		case <-changed:
		case <-deadline.C:
			return false
		}
	}
}

// A peer is one connection of ours to the target. What it received is guarded by its watch.
type peer struct {
	watch  *watch
	conn   *rlpx.Conn
	writes sync.Mutex

	status    []byte
	pongs     int
	envelopes []*envelope
	disc      string
	closed    time.Time
}

// dial connects, shakes hands and exchanges hellos; an error holds what the target said instead.
func dial(target *target, watch *watch, key *ecdsa.PrivateKey, ours hello) (*peer, error) {
	socket, err := net.DialTimeout("tcp", target.address, eventLimit)
	if err != nil {
		return nil, err
	}
	conn := rlpx.NewConn(socket, target.key)
	conn.SetDeadline(time.Now().Add(eventLimit))
	fail := func(err error) (*peer, error) {
		conn.Close()
		return nil, err
	}
	if _, err := conn.Handshake(key); err != nil {
		return fail(fmt.Errorf("handshake: %w", err))
	}
	ours.ID = crypto.FromECDSAPub(&key.PublicKey)[1:]
	if _, err := conn.Write(codeHello, mustEncode(&ours)); err != nil {
		return fail(fmt.Errorf("hello: %w", err))
	}
	code, body, _, err := conn.Read()
	if err != nil {
		return fail(fmt.Errorf("hello: %w", err))
	}
	if code == codeDisconnect {
		reason, _ := decodeReason(body)
		return fail(fmt.Errorf("hello: disconnect during hello: payload %x reasons [%s]",
			body, disconnectReasons[reason]))
	}
	var theirs hello
	if err := rlp.DecodeBytes(body, &theirs); err != nil {
		return fail(fmt.Errorf("hello: %w", err))
	}
	conn.SetSnappy(ours.Version >= 5 && theirs.Version >= 5)
	conn.SetDeadline(time.Time{})
	p := &peer{watch: watch, conn: conn}
	go p.read()
	return p, nil
}

// decodeReason takes `[reason]` and, as some peers send it, the bare integer.
func decodeReason(body []byte) (uint64, error) {
	var list []uint64
	if err := rlp.DecodeBytes(body, &list); err == nil && len(list) > 0 {
		return list[0], nil
	}
	var bare uint64
	return bare, rlp.DecodeBytes(body, &bare)
}

func (p *peer) read() {
	for {
		code, body, _, err := p.conn.Read()
		if err != nil {
			p.end("connection closed: " + closeReason(err))
			return
		}
		switch code {
		case codeDisconnect:
			reason, err := decodeReason(body)
			name := disconnectReasons[reason]
			if err != nil {
				name = "unreadable"
			}
			p.end(fmt.Sprintf("remote disconnect: reason %d (%s) raw %x", reason, name, body))
			return
		case codePing:
			p.write(codePong, []byte{0xc0})
		case codePong:
			p.watch.update(func() { p.pongs++ })
		case shhOffset + shhStatus:
			status := append([]byte{}, body...)
			p.watch.update(func() { p.status = status })
		case shhOffset + shhMessages:
			var received []*envelope
			if err := rlp.DecodeBytes(body, &received); err != nil {
				p.end("unreadable Messages packet: " + err.Error())
				return
			}
			p.watch.update(func() { p.envelopes = append(p.envelopes, received...) })
		}
	}
}

func closeReason(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, net.ErrClosed) {
		return "EOF"
	}
	return err.Error()
}

func (p *peer) end(disc string) {
	p.watch.update(func() {
		p.disc = disc
		p.closed = time.Now()
	})
	p.conn.Close()
}

// write ignores failures: the reader notices the end of the connection and says why.
func (p *peer) write(code uint64, body []byte) {
	p.writes.Lock()
	defer p.writes.Unlock()
	p.conn.SetWriteDeadline(time.Now().Add(eventLimit))
	p.conn.Write(code, body)
}

func (p *peer) send(code uint64, body []byte) { p.write(shhOffset+code, body) }

// isClosed, has and hasTopic are conditions for watch.until, which holds the lock.
func (p *peer) isClosed() bool { return !p.closed.IsZero() }

// has goes by the data alone, so that an envelope sealed again under another nonce counts.
func (p *peer) has(e *envelope) bool {
	for _, other := range p.envelopes {
		if string(other.Data) == string(e.Data) && other.Topic == e.Topic && other.Expiry == e.Expiry {
			return true
		}
	}
	return false
}

func (p *peer) withTopic(topic [4]byte) (found []*envelope) {
	for _, e := range p.envelopes {
		if e.Topic == topic {
			found = append(found, e)
		}
	}
	return found
}

// statusBody is the Status of a geth: `[version, pow, bloom, light]`.
func statusBody(pow float64, bloom []byte, light bool) []byte {
	return mustEncode([]any{uint(6), math.Float64bits(pow), bloom, light})
}

func shhCaps() []capability { return []capability{{"shh", 6}} }

// A target is the node under probe.
type target struct {
	key     *ecdsa.PublicKey
	address string
	rpcURL  string
}

func parseTarget(enode, rpcURL string) (*target, error) {
	id, address, found := strings.Cut(strings.TrimPrefix(enode, "enode://"), "@")
	if !found {
		return nil, fmt.Errorf("not an enode: %q", enode)
	}
	address, _, _ = strings.Cut(address, "?")
	var raw []byte
	if _, err := fmt.Sscanf(id, "%x", &raw); err != nil || len(raw) != 64 {
		return nil, fmt.Errorf("not a node id: %q", id)
	}
	key, err := crypto.UnmarshalPubkey(append([]byte{4}, raw...))
	if err != nil {
		return nil, err
	}
	return &target{key, address, rpcURL}, nil
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/ethereum/go-ethereum/whisper/whisperv6"
)

// The raw mode: geth's devp2p below a shh/6 protocol that does nothing of its own, not even the
// Status packet. One JSON object per line on stdin, each answered by
// {"event":"reply","seq":…} with results or an "error"; what happens meanwhile comes as events.
//
//	{"op":"open","conn":c,"dial":enode}         a new server with a new key that connects out …
//	{"op":"open","conn":c,"listen":"host:0"}    … or waits to be connected to; reply has "enode"
//	{"op":"send","conn":c,"code":n,"body":hex}  one packet
//	{"op":"close","conn":c}
//	{"op":"seal","expiry":…,"ttl":…,"topic":hex,"data":hex,"minPow":…}
//	        an envelope with at least that work by this geth's rule (0: nonce 0, whatever it is
//	        worth); reply has "envelope" (RLP), "hash", "pow"
//
// Events: add, drop (with "reason" if the other side hung up), peer (protocol runs; "name",
// "inbound"), packet ("code", "body", and "envelopes" if it is a bundle).
const (
	shhVersion      = 6
	shhLength       = 128
	messagesCode    = 1
	maxCommandBytes = 64 << 20
)

type command struct {
	Op     string  `json:"op"`
	Seq    int     `json:"seq"`
	Conn   string  `json:"conn"`
	Name   string  `json:"name"`
	Key    string  `json:"key"`
	Dial   string  `json:"dial"`
	Listen string  `json:"listen"`
	Code   uint64  `json:"code"`
	Body   string  `json:"body"`
	Expiry uint32  `json:"expiry"`
	TTL    uint32  `json:"ttl"`
	Topic  string  `json:"topic"`
	Data   string  `json:"data"`
	MinPow float64 `json:"minPow"`
}

type puppet struct {
	out   *eventWriter
	name  string
	mu    sync.Mutex
	conns map[string]*rawConn
}

// rawConn is one server with at most one peer at a time.
type rawConn struct {
	id     string
	out    *eventWriter
	server *p2p.Server
	mu     sync.Mutex
	rw     p2p.MsgReadWriter
}

func runRaw(in io.Reader, out *eventWriter, name string) {
	p := &puppet{out: out, name: name, conns: make(map[string]*rawConn)}
	out.event(object{"event": "ready", "name": name})
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<16), maxCommandBytes)
	for lines.Scan() {
		var c command
		reply := object{"event": "reply"}
		err := json.Unmarshal(lines.Bytes(), &c)
		if err == nil {
			reply["seq"] = c.Seq
			err = p.do(c, reply)
		}
		if err != nil {
			reply["error"] = err.Error()
		}
		out.event(reply)
	}
	for _, conn := range p.conns {
		conn.server.Stop()
	}
}

func (p *puppet) do(c command, reply object) error {
	switch c.Op {
	case "open":
		return p.open(c, reply)
	case "seal":
		return seal(c, reply)
	}
	conn, ok := p.conns[c.Conn]
	if !ok {
		return fmt.Errorf("no connection %q", c.Conn)
	}
	switch c.Op {
	case "send":
		return conn.send(c)
	case "close":
		delete(p.conns, c.Conn)
		conn.server.Stop()
		return nil
	}
	return fmt.Errorf("no operation %q", c.Op)
}

func (p *puppet) open(c command, reply object) error {
	conn := &rawConn{id: c.Conn, out: p.out}
	name := c.Name
	if name == "" {
		name = p.name
	}
	var dial []string
	if c.Dial != "" {
		dial = []string{c.Dial}
	}
	protocol := p2p.Protocol{Name: "shh", Version: shhVersion, Length: shhLength, Run: conn.run}
	server, err := newServer(name, c.Key, c.Listen, dial, []p2p.Protocol{protocol})
	if err != nil {
		return err
	}
	conn.server = server
	go reportPeers(server, p.out, c.Conn)()
	if err := server.Start(); err != nil {
		return err
	}
	p.conns[c.Conn] = conn
	reply["enode"] = enodeURL(server)
	return nil
}

// run reports packets until the connection ends. It never ends one by itself.
func (conn *rawConn) run(peer *p2p.Peer, rw p2p.MsgReadWriter) error {
	conn.setWriter(rw)
	defer conn.setWriter(nil)
	conn.out.event(object{"event": "peer", "conn": conn.id, "name": peer.Name(),
		"inbound": peer.Inbound(), "id": peer.ID().String()})
	for {
		packet, err := rw.ReadMsg()
		if err != nil {
			return err
		}
		body, err := io.ReadAll(packet.Payload)
		if err != nil {
			return err
		}
		o := object{"event": "packet", "conn": conn.id, "code": packet.Code, "body": hex.EncodeToString(body)}
		if packet.Code == messagesCode {
			o["envelopes"] = describe(body)
		}
		conn.out.event(o)
	}
}

func (conn *rawConn) setWriter(rw p2p.MsgReadWriter) {
	conn.mu.Lock()
	defer conn.mu.Unlock()
	conn.rw = rw
}

func (conn *rawConn) send(c command) error {
	body, err := hex.DecodeString(c.Body)
	if err != nil {
		return err
	}
	conn.mu.Lock()
	rw := conn.rw
	conn.mu.Unlock()
	if rw == nil {
		return fmt.Errorf("not connected")
	}
	return rw.WriteMsg(p2p.Msg{Code: c.Code, Size: uint32(len(body)), Payload: bytes.NewReader(body)})
}

// seal searches with geth's own judgement of a finished envelope, so it needs no rule of its own.
func seal(c command, reply object) error {
	data, err := hex.DecodeString(c.Data)
	if err != nil {
		return err
	}
	topic, err := hex.DecodeString(c.Topic)
	if err != nil {
		return err
	}
	for nonce := uint64(0); ; nonce++ {
		envelope := whisperv6.Envelope{Expiry: c.Expiry, TTL: c.TTL, Topic: whisperv6.BytesToTopic(topic), Data: data, Nonce: nonce}
		if c.MinPow > 0 && envelope.PoW() < c.MinPow {
			continue
		}
		encoded, err := rlp.EncodeToBytes(&envelope)
		if err != nil {
			return err
		}
		reply["envelope"] = hex.EncodeToString(encoded)
		reply["hash"] = envelope.Hash().Hex()
		if c.TTL > 0 { // otherwise infinite, which JSON cannot say
			reply["pow"] = envelope.PoW()
		}
		return nil
	}
}

// describe lists the envelopes of a bundle, or says why they cannot be read.
func describe(body []byte) interface{} {
	var envelopes []*whisperv6.Envelope
	if err := rlp.DecodeBytes(body, &envelopes); err != nil {
		return err.Error()
	}
	list := make([]object, 0, len(envelopes))
	for _, e := range envelopes {
		o := object{"hash": e.Hash().Hex(), "expiry": e.Expiry, "ttl": e.TTL,
			"topic": "0x" + hex.EncodeToString(e.Topic[:]), "dataSize": len(e.Data)}
		if e.TTL > 0 {
			o["pow"] = e.PoW()
		}
		list = append(list, o)
	}
	return list
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/ecdsa"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
)

const (
	// eventLimit bounds the wait for anything that must happen.
	eventLimit = 15 * time.Second
	// relayGrace is for what must not happen where no later event can prove it. geth offers envelopes
	// to each peer every 300 ms.
	relayGrace = time.Second
	// settle is how much later than the fence an envelope sent before it may arrive.
	settle = 300 * time.Millisecond

	enoughPow = 0.2
	usualTTL  = 20
)

// A trial is one case against the target: a probing peer, an observing peer, what was sent and what
// came of it.
type trial struct {
	*target
	clientID string
	rule     powRule

	watch    *watch
	peers    []*peer
	me       *peer
	observer *peer
	tracked  []*envelope
	sentAt   time.Time

	failure string
	note    string
}

// fatal ends a trial whose preparation failed.
type fatal struct{ error }

func (t *trial) must(err error) {
	if err != nil {
		panic(fatal{err})
	}
}

func (t *trial) hello() hello { return hello{Version: 5, Name: t.clientID, Caps: shhCaps()} }

func newKey() *ecdsa.PrivateKey {
	key, err := crypto.GenerateKey()
	if err != nil {
		panic(err)
	}
	return key
}

func (t *trial) dial(key *ecdsa.PrivateKey, ours hello) (*peer, error) {
	p, err := dial(t.target, t.watch, key, ours)
	if err == nil {
		t.peers = append(t.peers, p)
	}
	return p, err
}

// join is a fresh peer that has exchanged Status.
func (t *trial) join(ours hello, status []byte) *peer {
	p, err := t.dial(newKey(), ours)
	t.must(err)
	p.send(shhStatus, status)
	if !t.watch.until(eventLimit, func() bool { return p.status != nil || p.isClosed() }) {
		t.must(fmt.Errorf("no Status within %v", eventLimit))
	}
	return p
}

func (t *trial) joinObserver() {
	t.observer = t.join(t.hello(), statusBody(0, nil, false))
}

// open joins the observer and the probing peer, which says the Status (nil: none).
func (t *trial) open(status []byte) {
	t.openAs(t.hello(), status)
}

func (t *trial) openAs(ours hello, status []byte) {
	t.joinObserver()
	me, err := t.dial(newKey(), ours)
	t.must(err)
	t.me = me
	t.sentAt = time.Now()
	if status == nil {
		return
	}
	t.send(shhStatus, status)
	t.watch.until(eventLimit, func() bool { return me.status != nil || me.isClosed() })
}

func plainStatus() []byte { return statusBody(enoughPow, nil, false) }

func (t *trial) send(code uint64, body []byte) {
	t.sentAt = time.Now()
	t.me.send(code, body)
}

// post sends the envelopes in one packet and follows what becomes of each.
func (t *trial) post(envelopes ...*envelope) {
	t.tracked = append(t.tracked, envelopes...)
	t.send(shhMessages, bundle(envelopes...))
}

// fresh is an unsealed envelope of the kind most cases want.
func fresh(now time.Time, ttl uint32) *envelope {
	return &envelope{Expiry: uint32(now.Unix()) + ttl, TTL: ttl, Topic: randomTopic(), Data: randomBytes(100)}
}

func (t *trial) valid() *envelope {
	return fresh(time.Now(), usualTTL).seal(t.rule, enoughPow*1.2, 0, 0)
}

// atSecond makes an envelope for the beginning of a coming second, and returns when that has come.
func atSecond(make func(now int64) *envelope) *envelope {
	start := time.Now().Add(time.Second).Truncate(time.Second)
	if time.Until(start) < 300*time.Millisecond {
		start = start.Add(time.Second)
	}
	e := make(start.Unix())
	if late := time.Since(start); late > 500*time.Millisecond {
		return atSecond(make) // the machine was too busy
	}
	time.Sleep(time.Until(start.Add(20 * time.Millisecond)))
	return e
}

// conclude finds out what became of the probing peer and of the tracked envelopes. A valid envelope
// sent last is the fence: when the observer has it, everything before has been judged.
func (t *trial) conclude() {
	if !t.watch.until(150*time.Millisecond, t.me.isClosed) {
		fence := t.valid()
		t.me.send(shhMessages, bundle(fence))
		if !t.watch.until(eventLimit, func() bool { return t.me.isClosed() || t.observer.has(fence) }) {
			t.failure = fmt.Sprintf("the target neither relayed nor hung up within %v", eventLimit)
			return
		}
	}
	if t.watch.until(0, t.me.isClosed) && !t.watch.until(0, t.allRelayed) {
		t.fenceFromElsewhere()
	}
	t.watch.until(settle, func() bool { return t.allRelayed() })
}

func (t *trial) allRelayed() bool {
	for _, e := range t.tracked {
		if !t.observer.has(e) {
			return false
		}
	}
	return true
}

// fenceFromElsewhere is for when the probing peer has been hung up on. A target that has gone
// altogether fails it, which is an outcome and not an error.
func (t *trial) fenceFromElsewhere() {
	p, err := t.dial(newKey(), t.hello())
	if err != nil {
		return
	}
	p.send(shhStatus, plainStatus())
	fence := t.valid()
	p.send(shhMessages, bundle(fence))
	t.watch.until(eventLimit, func() bool { return p.isClosed() || t.observer.isClosed() || t.observer.has(fence) })
}

// pingPong proves that the target has taken what was sent before, where no envelope can.
func (t *trial) pingPong() {
	seen := 0
	t.watch.until(0, func() bool { seen = t.me.pongs; return true })
	t.me.write(codePing, []byte{0xc0})
	if !t.watch.until(eventLimit, func() bool { return t.me.pongs > seen || t.me.isClosed() }) {
		t.failure = "no pong"
	}
}

func (t *trial) close() {
	for _, p := range t.peers {
		p.conn.Close()
	}
}

// run performs a case and gives its outcome.
func (t *trial) run(perform func(*trial)) (result outcome) {
	defer t.close()
	defer func() {
		if cause := recover(); cause != nil {
			err, ok := cause.(fatal)
			if !ok {
				panic(cause)
			}
			result = outcome{failure: err.Error()}
		}
	}()
	perform(t)
	return t.outcome()
}

func (t *trial) outcome() outcome {
	t.watch.Lock()
	defer t.watch.Unlock()
	o := outcome{failure: t.failure, note: t.note, closedMs: -1}
	if t.me != nil && t.me.isClosed() {
		o.disc = t.me.disc
		o.closedMs = max(0, t.me.closed.Sub(t.sentAt).Milliseconds())
	}
	var relayed []string
	for i, e := range t.tracked {
		answer := "no"
		if t.observer.has(e) {
			answer = "yes"
		}
		relayed = append(relayed, fmt.Sprintf("env%d:%s", i, answer))
	}
	o.relayed = strings.Join(relayed, " ")
	return o
}

// An outcome prints as one line of the record.
type outcome struct {
	failure  string
	disc     string
	closedMs int64
	relayed  string
	note     string
}

func (o outcome) String() string {
	if o.failure != "" {
		return "ERROR " + o.failure
	}
	return fmt.Sprintf("disc=%q closedMs=%d relayed=[%s] err= %s", o.disc, o.closedMs, o.relayed, o.note)
}

func float(f float64) uint64 { return math.Float64bits(f) }

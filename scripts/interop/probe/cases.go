// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
)

// A probeCase is one named thing to do to the target. Cases that change the target's settings, or
// may end it, run alone after all others.
type probeCase struct {
	name    string
	alone   bool
	perform func(*trial)
}

func allCases() []probeCase {
	var all []probeCase
	for _, group := range [][]probeCase{
		helloCases(), statusCases(), envelopeCases(), expiryCases(), bundleCases(), sizeCases(),
		codeCases(), requirementCases(), directCases(), relayCases(), ruleCases(), settingCases(), crashCases(),
	} {
		all = append(all, group...)
	}
	return all
}

func helloCases() []probeCase {
	return []probeCase{
		{name: "p2p-hello-v4", perform: func(t *trial) {
			ours := t.hello()
			ours.Version = 4
			t.openAs(ours, plainStatus())
			t.post(t.valid())
			t.conclude()
		}},
		{name: "p2p-no-common-cap", perform: func(t *trial) {
			ours := t.hello()
			ours.Caps = []capability{{"eth", 63}}
			t.openAs(ours, nil)
			if !t.watch.until(eventLimit, t.me.isClosed) {
				t.failure = "not hung up on"
			}
		}},
		{name: "p2p-extra-caps", perform: func(t *trial) {
			// eth and foo are not shared and shh/7 does not exist, so shh/6 begins at 0x10.
			ours := t.hello()
			ours.Caps = []capability{{"eth", 63}, {"foo", 1}, {"shh", 6}, {"shh", 7}}
			t.openAs(ours, plainStatus())
			t.conclude()
		}},
		{name: "p2p-ping", perform: func(t *trial) {
			t.open(plainStatus())
			t.pingPong()
			t.conclude()
		}},
		{name: "p2p-disconnect-list", perform: func(t *trial) {
			t.open(plainStatus())
			t.sentAt = time.Now()
			t.me.write(codeDisconnect, []byte{0xc1, 0x08})
			t.conclude()
		}},
		{name: "p2p-unknown-base-code", perform: func(t *trial) {
			t.open(plainStatus())
			t.me.write(0x0e, []byte{0xc0})
			t.conclude()
		}},
		{name: "p2p-code-out-of-range", perform: func(t *trial) {
			t.open(plainStatus())
			t.send(shhCodeCount, []byte{0xc0})
			t.conclude()
		}},
		{name: "p2p-same-id-twice", perform: func(t *trial) {
			t.joinObserver()
			key := newKey()
			first, err := t.dial(key, t.hello())
			t.must(err)
			first.send(shhStatus, plainStatus())
			t.watch.until(eventLimit, func() bool { return first.status != nil })
			t.me, err = t.dial(key, t.hello())
			t.must(err)
			t.sentAt = time.Now()
			t.conclude()
		}},
	}
}

func statusCases() []probeCase {
	pow := float(enoughPow)
	withStatus := func(name string, track bool, status any) probeCase {
		return probeCase{name: name, perform: func(t *trial) {
			t.open(mustEncode(status))
			if track {
				t.post(t.valid())
			}
			t.conclude()
		}}
	}
	return []probeCase{
		withStatus("status-only-version", true, []any{uint(6)}),
		withStatus("status-version-pow", false, []any{uint(6), pow}),
		withStatus("status-version-pow-bloom", false, []any{uint(6), pow, allOnes()}),
		withStatus("status-empty-bloom", false, []any{uint(6), pow, []byte{}, false}),
		withStatus("status-bloom-63", false, []any{uint(6), pow, allOnes()[1:], false}),
		withStatus("status-bloom-is-list", false, []any{uint(6), pow, []any{}, false}),
		withStatus("status-pow-nan", false, []any{uint(6), float(math.NaN()), []byte{}, false}),
		withStatus("status-pow-inf", false, []any{uint(6), float(math.Inf(1)), []byte{}, false}),
		withStatus("status-pow-negative", false, []any{uint(6), float(-1), []byte{}, false}),
		withStatus("status-pow-negative-zero", false, []any{uint(6), float(math.Copysign(0, -1)), []byte{}, false}),
		withStatus("status-pow-string9", false, []any{uint(6), allOnes()[:9], []byte{}, false}),
		withStatus("status-extra-fields", true, []any{uint(6), pow, []byte{}, false, uint(1), "more"}),
		withStatus("status-light-true", true, []any{uint(6), pow, []byte{}, true}),
		withStatus("status-version-5", false, []any{uint(5), pow, []byte{}, false}),
		withStatus("status-not-list", false, uint(6)),
		withStatus("status-empty-list", false, []any{}),
		withStatus("status-version-string", false, []any{"6.0", pow, []byte{}, false}),
		{name: "status-messages-first", perform: func(t *trial) {
			t.open(nil)
			t.send(shhMessages, bundle(t.valid()))
			t.conclude()
		}},
		{name: "status-second", perform: func(t *trial) {
			t.open(plainStatus())
			t.send(shhStatus, plainStatus())
			t.conclude()
		}},
		{name: "status-none-12s", perform: func(t *trial) {
			t.open(nil)
			t.sentAt = time.Now()
			t.watch.until(12*time.Second, t.me.isClosed)
		}},
	}
}

func allOnes() []byte { return []byte(strings.Repeat("\xff", 64)) }

func envelopeCases() []probeCase {
	return []probeCase{
		{name: "env-valid", perform: func(t *trial) {
			t.open(plainStatus())
			t.post(t.valid())
			t.conclude()
		}},
		{name: "env-valid-x3-one-packet", perform: func(t *trial) {
			t.open(plainStatus())
			t.post(t.valid(), t.valid(), t.valid())
			t.conclude()
		}},
		{name: "env-duplicate-in-packet", perform: func(t *trial) {
			t.open(plainStatus())
			e := t.valid()
			t.post(e, e)
			t.conclude()
		}},
		{name: "env-duplicate-later", perform: func(t *trial) {
			t.open(plainStatus())
			e := t.valid()
			t.post(e)
			t.watch.until(eventLimit, func() bool { return t.observer.has(e) })
			t.post(e)
			t.post(t.valid())
			t.conclude()
		}},
		{name: "env-low-pow", perform: func(t *trial) {
			t.open(plainStatus())
			t.post(t.lowPow())
			t.conclude()
		}},
		{name: "env-one-bad-of-three", perform: func(t *trial) {
			t.open(plainStatus())
			t.post(t.valid(), t.lowPow(), t.valid())
			t.conclude()
		}},
	}
}

func (t *trial) lowPow() *envelope {
	return fresh(time.Now(), usualTTL).sealBelow(enoughPow / 10)
}

// expiryCases send at the beginning of a second, since they hang on the second that the target reads.
func expiryCases() []probeCase {
	const ttl = 50
	timed := func(name string, make func(t *trial, now int64) *envelope) probeCase {
		return probeCase{name: name, perform: func(t *trial) {
			t.open(plainStatus())
			t.post(atSecond(func(now int64) *envelope { return make(t, now) }))
			t.conclude()
		}}
	}
	sealed := func(t *trial, expiry int64, ttl, diff uint32) *envelope {
		e := &envelope{Expiry: uint32(expiry), TTL: ttl, Topic: randomTopic(), Data: randomBytes(100)}
		return e.seal(t.rule, enoughPow*1.2, 0, diff)
	}
	var cases []probeCase
	for _, ago := range []int64{0, 1, 2, 10, 19, 20, 21, 22, 30, 1000} {
		name := fmt.Sprintf("env-expiry-%d", ago)
		if ago == 0 {
			name = "env-expiry+0"
		}
		cases = append(cases, timed(name, func(t *trial, now int64) *envelope {
			return sealed(t, now-ago, ttl, 0)
		}))
	}
	for _, ahead := range []int64{1, 5, 9, 10, 11, 12, 30} {
		cases = append(cases, timed(fmt.Sprintf("env-sent+%d", ahead), func(t *trial, now int64) *envelope {
			return sealed(t, now+ahead+ttl, ttl, 11)
		}))
	}
	return append(cases,
		timed("env-sent+9-exact-pow", func(t *trial, now int64) *envelope {
			// 1024 / (128 × (30 + 10)) is 0.2, the diff being 9 + 1.
			e := &envelope{Expiry: uint32(now + 9 + 30), TTL: 30, Topic: randomTopic(), Data: randomBytes(108)}
			return e.seal(t.rule, enoughPow, enoughPow*1.5, 10)
		}),
		timed("env-ttl-zero", func(t *trial, now int64) *envelope {
			e := &envelope{Expiry: uint32(now + ttl), Topic: randomTopic(), Data: randomBytes(100)}
			return e
		}),
		timed("env-ttl-zero-expiry-now+1", func(t *trial, now int64) *envelope {
			e := &envelope{Expiry: uint32(now + 1), Topic: randomTopic(), Data: randomBytes(100)}
			e.TTL = 2 // what the receiver adds to a TTL of zero
			e.sealBelow(enoughPow / 10)
			e.TTL = 0
			return e
		}),
		timed("env-ttl-zero-expiry-now", func(t *trial, now int64) *envelope {
			return &envelope{Expiry: uint32(now), Topic: randomTopic(), Data: randomBytes(100)}
		}),
		timed("env-ttl-gt-expiry", func(t *trial, now int64) *envelope {
			e := &envelope{Expiry: uint32(now + ttl), TTL: math.MaxUint32, Topic: randomTopic(), Data: randomBytes(100)}
			return e
		}),
		timed("env-ttl-1year", func(t *trial, now int64) *envelope {
			const year = 365 * 24 * 3600
			e := &envelope{Expiry: uint32(now + year), TTL: year, Topic: randomTopic(), Data: randomBytes(100)}
			return e.sealBelow(enoughPow / 10)
		}),
		timed("env-expiry-max", func(t *trial, now int64) *envelope {
			return sealed(t, math.MaxUint32, ttl, 0)
		}),
	)
}

func bundleCases() []probeCase {
	raw := func(name string, body func(t *trial) []byte) probeCase {
		return probeCase{name: name, perform: func(t *trial) {
			t.open(plainStatus())
			t.send(shhMessages, body(t))
			t.conclude()
		}}
	}
	return []probeCase{
		{name: "env-empty-data", perform: func(t *trial) {
			t.open(plainStatus())
			e := fresh(time.Now(), usualTTL)
			e.Data = nil
			t.post(e.seal(t.rule, enoughPow*1.2, 0, 0))
			t.conclude()
		}},
		raw("env-v5-shape", func(t *trial) []byte {
			e := t.valid()
			return mustEncode([]any{[]any{[]byte{0}, e.Expiry, e.TTL, e.Topic, randomBytes(12), e.Data, e.Nonce}})
		}),
		{name: "bundle-with-bad-rlp", perform: func(t *trial) {
			t.open(plainStatus())
			t.tracked = []*envelope{t.valid(), t.valid()}
			t.send(shhMessages, mustEncode([]any{t.tracked[0], []any{"not", "an", "envelope"}, t.tracked[1]}))
			t.conclude()
		}},
		{name: "bundle-extra-field", perform: func(t *trial) {
			t.open(plainStatus())
			e := t.valid()
			t.tracked = []*envelope{e}
			t.send(shhMessages, mustEncode([]any{[]any{e.Expiry, e.TTL, e.Topic, e.Data, e.Nonce, uint(1)}}))
			t.conclude()
		}},
		raw("bundle-empty", func(*trial) []byte { return []byte{0xc0} }),
		raw("bundle-empty-body", func(*trial) []byte { return nil }),
		raw("bundle-garbage", func(*trial) []byte { return append([]byte{0xf8, 0x7f}, randomBytes(60)...) }),
		raw("bundle-trailing-bytes", func(t *trial) []byte { return append(bundle(t.valid()), 1, 2, 3) }),
	}
}

func sizeCases() []probeCase {
	oversized := func(name string, code uint64) probeCase {
		return probeCase{name: name, perform: func(t *trial) {
			t.open(plainStatus())
			t.send(code, mustEncode(make([]byte, defaultMaxSize+1)))
			t.conclude()
		}}
	}
	return []probeCase{
		oversized("packet-oversized-known-code", shhMessages),
		oversized("packet-oversized-unknown-code", 50),
		{name: "env-just-under-maxsize", perform: func(t *trial) {
			t.open(plainStatus())
			data := randomBytes(defaultMaxSize - 100)
			for {
				e := fresh(time.Now(), 9)
				e.Data = data
				e.seal(t.rule, enoughPow, 0, 0)
				if time.Now().Unix()+3 < int64(e.Expiry) {
					t.post(e)
					break
				}
			}
			t.conclude()
		}},
	}
}

func codeCases() []probeCase {
	var cases []probeCase
	for _, code := range []uint64{4, 5, 11, 12, 50, 100, 122, 123, 124, 125} {
		cases = append(cases, probeCase{name: fmt.Sprintf("code-%d", code), perform: func(t *trial) {
			t.open(plainStatus())
			t.send(code, []byte{0xc0})
			t.conclude()
		}})
	}
	return cases
}

func requirementCases() []probeCase {
	packet := func(name string, code uint64, body []byte) probeCase {
		return probeCase{name: name, perform: func(t *trial) {
			t.open(plainStatus())
			t.send(code, body)
			t.conclude()
		}}
	}
	return []probeCase{
		packet("powreq-ok", shhPowReq, mustEncode(float(0.5))),
		packet("powreq-zero", shhPowReq, mustEncode(float(0))),
		packet("powreq-list", shhPowReq, mustEncode([]any{float(0.5)})),
		packet("powreq-nan", shhPowReq, mustEncode(float(math.NaN()))),
		packet("powreq-inf", shhPowReq, mustEncode(float(math.Inf(1)))),
		packet("powreq-negative", shhPowReq, mustEncode(float(-1))),
		packet("powreq-empty-body", shhPowReq, nil),
		packet("bloom-64", shhBloom, mustEncode(allOnes())),
		packet("bloom-63", shhBloom, mustEncode(allOnes()[1:])),
		packet("bloom-0", shhBloom, mustEncode([]byte{})),
		packet("bloom-list", shhBloom, mustEncode([]any{allOnes()})),
	}
}

func directCases() []probeCase {
	packet := func(name string, code uint64, body func(t *trial) []byte) probeCase {
		return probeCase{name: name, perform: func(t *trial) {
			t.open(plainStatus())
			t.send(code, body(t))
			t.conclude()
		}}
	}
	anEnvelope := func(t *trial) []byte { return t.valid().encode() }
	garbage := func(*trial) []byte { return []byte{0xf8, 0x7f, 1, 2, 3} }
	return []probeCase{
		packet("p2p-message-untrusted", shhP2PMessage, anEnvelope),
		packet("p2p-message-untrusted-garbage", shhP2PMessage, garbage),
		packet("p2p-request-no-mailserver", shhP2PRequest, anEnvelope),
		packet("p2p-request-garbage", shhP2PRequest, garbage),
	}
}

// relayCases let the target post, and look whether the probing peer is sent it. Everybody is sent
// what the observer is sent, unless the peer's own requirements forbid it.
func relayCases() []probeCase {
	relay := func(name string, status []byte, code uint64, body []byte) probeCase {
		return probeCase{name: name, perform: func(t *trial) {
			t.open(status)
			if body != nil {
				t.send(code, body)
				fence := t.valid()
				t.send(shhMessages, bundle(fence))
				t.watch.until(eventLimit, func() bool { return t.observer.has(fence) || t.me.isClosed() })
			}
			topic, hash := t.postByTarget()
			delivered := t.watch.until(relayGrace, func() bool { return len(t.me.withTopic(topic)) > 0 })
			t.note = fmt.Sprintf("env %.8s pow>=0.25 delivered to us: %t", strings.TrimPrefix(hash, "0x"), delivered)
		}}
	}
	zeroBloom := make([]byte, 64)
	return []probeCase{
		relay("relay-default", plainStatus(), 0, nil),
		relay("relay-our-pow-10", statusBody(10, nil, false), 0, nil),
		relay("relay-our-bloom-zero", statusBody(enoughPow, zeroBloom, false), 0, nil),
		relay("relay-our-bloom-full", statusBody(enoughPow, allOnes(), false), 0, nil),
		relay("relay-bloom-msg-zero", plainStatus(), shhBloom, mustEncode(zeroBloom)),
		relay("relay-powreq-msg-10", plainStatus(), shhPowReq, mustEncode(float(10))),
		relay("relay-light-us", statusBody(enoughPow, nil, true), 0, nil),
	}
}

// postByTarget has the target post at 0.25, until the envelope is not by luck worth 10, and waits
// for the observer to have it.
func (t *trial) postByTarget() (topic [4]byte, hash string) {
	keyID, err := t.callString("shh_addSymKey", hexutil.Encode(randomBytes(32)))
	t.must(err)
	for {
		topic = randomTopic()
		hash, err = t.callString("shh_post", map[string]any{
			"symKeyID": keyID, "topic": hexutil.Encode(topic[:]), "ttl": usualTTL,
			"payload": "0x70726f6265", "powTarget": 0.25, "powTime": 10,
		})
		t.must(err)
		var posted []*envelope
		if !t.watch.until(eventLimit, func() bool {
			posted = t.observer.withTopic(topic)
			return len(posted) > 0
		}) {
			t.must(fmt.Errorf("the observer was not sent what the target posted within %v", eventLimit))
		}
		if posted[0].pow(t.rule) < 10 {
			return topic, hash
		}
	}
}

// ruleCases are for a target that judges what it receives by either rule and what it sends by the
// receiver's.
func ruleCases() []probeCase {
	const floor, ceiling = enoughPow * 1.2, enoughPow / 2
	accepted := func(name string, rule powRule) probeCase {
		return probeCase{name: name, perform: func(t *trial) {
			t.open(plainStatus())
			t.post(fresh(time.Now(), usualTTL).sealOnly(rule, floor, ceiling))
			t.conclude()
		}}
	}
	return []probeCase{
		accepted("rule-only-pre-1.9", pre19),
		accepted("rule-only-eip-627", eip627),
		{name: "rule-of-the-receiver", perform: func(t *trial) {
			t.open(plainStatus())
			as := func(client string) *peer {
				ours := t.hello()
				ours.Name = client
				return t.join(ours, plainStatus())
			}
			old := as("Geth/v1.8.27-stable/linux-amd64/go1.11")
			young := as("Geth/v1.9.20-stable/linux-amd64/go1.15")
			forOld := fresh(time.Now(), usualTTL).sealOnly(pre19, floor, ceiling)
			forYoung := fresh(time.Now(), usualTTL).sealOnly(eip627, floor, ceiling)
			t.post(forOld, forYoung)
			t.conclude()
			t.watch.until(eventLimit, func() bool { return old.has(forOld) && young.has(forYoung) })
			// What must not come has no fence of its own; it would have come with the other.
			t.watch.until(relayGrace, func() bool { return old.has(forYoung) || young.has(forOld) })
			t.watch.until(0, func() bool {
				t.note = fmt.Sprintf("1.8 was sent pre-1.9: %t eip-627: %t; 1.9 was sent pre-1.9: %t eip-627: %t",
					old.has(forOld), sentBadly(old, pre19, forYoung), sentBadly(young, eip627, forOld), young.has(forYoung))
				return true
			})
		}},
	}
}

// sentBadly says whether the peer was sent the envelope's data under a nonce that it must refuse.
func sentBadly(p *peer, rule powRule, e *envelope) bool {
	for _, received := range p.withTopic(e.Topic) {
		if received.pow(rule) < enoughPow {
			return true
		}
	}
	return false
}

func settingCases() []probeCase {
	// After the change the former requirement holds for ten more seconds.
	const grace = 10500 * time.Millisecond
	change := func(name, method string, changed, restored any) probeCase {
		return probeCase{name: name, alone: true, perform: func(t *trial) {
			t.open(plainStatus())
			answer, err := t.call(method, changed)
			t.must(err)
			defer t.call(method, restored)
			changedAt := time.Now()
			t.note = answer
			within := func() *envelope {
				return fresh(time.Now(), usualTTL).seal(t.rule, enoughPow*1.2, 0.9, 0)
			}
			e := within()
			t.post(e)
			t.watch.until(eventLimit, func() bool { return t.observer.has(e) || t.me.isClosed() })
			t.watch.until(time.Until(changedAt.Add(grace)), t.me.isClosed)
			t.post(within())
			if !t.watch.until(eventLimit, t.me.isClosed) {
				t.watch.until(settle, t.allRelayed)
			}
		}}
	}
	light := func(name string, perform func(t *trial)) probeCase {
		return probeCase{name: name, alone: true, perform: func(t *trial) {
			answer, err := t.call("shh_makeLightClient")
			t.must(err)
			defer t.call("shh_cancelLightClient")
			t.note = answer
			perform(t)
		}}
	}
	statusOfLight := func(t *trial, weAreLight bool) {
		// The target's Status first: one that refuses ours may do so before it has sent its own.
		t.open(nil)
		t.watch.until(eventLimit, func() bool { return t.me.status != nil || t.me.isClosed() })
		t.send(shhStatus, statusBody(enoughPow, nil, weAreLight))
		if !t.watch.until(relayGrace, t.me.isClosed) {
			t.pingPong()
		}
		t.watch.until(0, func() bool {
			t.note = fmt.Sprintf("status %x", t.me.status)
			return true
		})
	}
	return []probeCase{
		change("rpc-setMinPoW-1", "shh_setMinPoW", 1.0, enoughPow),
		change("rpc-setBloom-zero", "shh_setBloomFilter", hexutil.Encode(make([]byte, 64)), hexutil.Encode(allOnes())),
		light("rpc-light-client", func(t *trial) {
			t.open(plainStatus())
			t.post(t.valid())
			t.pingPong()
			t.watch.until(relayGrace, t.allRelayed)
		}),
		light("rpc-light-client-status", func(t *trial) { statusOfLight(t, true) }),
		light("rpc-light-client-status2", func(t *trial) { statusOfLight(t, false) }),
	}
}

// crashCases give a filter of the target a plaintext that cannot be right.
func crashCases() []probeCase {
	crash := func(plaintext string) probeCase {
		return probeCase{name: "crash-plaintext-" + plaintext, alone: true, perform: func(t *trial) {
			t.open(plainStatus())
			key, topic := crypto.Keccak256(randomBytes(32)), randomTopic()
			keyID, err := t.callString("shh_addSymKey", hexutil.Encode(key))
			t.must(err)
			_, err = t.callString("shh_newMessageFilter",
				map[string]any{"symKeyID": keyID, "topics": []string{hexutil.Encode(topic[:])}})
			t.must(err)
			e := fresh(time.Now(), usualTTL)
			e.Topic = topic
			e.Data = sealSymmetric(key, hexutil.MustDecode("0x"+plaintext))
			t.post(e.seal(t.rule, enoughPow*1.2, 0, 0))
			t.conclude()
			answer, err := t.call("shh_version")
			if err != nil {
				answer = err.Error()
			}
			t.note = "rpc alive: " + answer
		}}
	}
	return []probeCase{crash("00"), crash(""), crash("0104616263")}
}

// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rlp"
)

// A powRule is one of the two proof-of-work rules in use for shh/6.
type powRule string

const (
	// pre19 is the rule of geth up to 1.8.27: trailing zero bits, size 20 + len(data).
	pre19 powRule = "pre-1.9"
	// eip627 is the rule of geth from 1.9.0 on: leading zero bits, size of the RLP without nonce.
	eip627 powRule = "eip-627"
)

func (r powRule) other() powRule {
	if r == pre19 {
		return eip627
	}
	return pre19
}

// An envelope of shh/6; the order of the fields is that of the wire.
type envelope struct {
	Expiry uint32
	TTL    uint32
	Topic  [4]byte
	Data   []byte
	Nonce  uint64
}

func (e *envelope) encode() []byte { return mustEncode(e) }

func (e *envelope) encodeWithoutNonce() []byte {
	return mustEncode([]any{e.Expiry, e.TTL, e.Topic, e.Data})
}

// bundle is the body of a Messages packet.
func bundle(envelopes ...*envelope) []byte { return mustEncode(envelopes) }

func mustEncode(value any) []byte {
	body, err := rlp.EncodeToBytes(value)
	if err != nil {
		panic(err) // only a value that RLP cannot express, which is a bug here
	}
	return body
}

// A work holds what the nonce search of one envelope needs.
type work struct {
	rule     powRule
	size     int
	state    crypto.KeccakState
	prefix   []byte // the sponge after everything that precedes the nonce
	unsealed *envelope
}

func (e *envelope) work(rule powRule) *work {
	body := e.encodeWithoutNonce()
	state := crypto.NewKeccakState()
	size := 20 + len(e.Data)
	if rule == eip627 {
		size = len(body)
		state.Write(body)
	} else {
		state.Write(crypto.Keccak256(body))
		state.Write(make([]byte, 24))
	}
	prefix, err := state.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		panic(err)
	}
	return &work{rule, size, state, prefix, e}
}

// bits counts the zero bits that the nonce earns.
func (w *work) bits(nonce uint64) int {
	if err := w.state.(encoding.BinaryUnmarshaler).UnmarshalBinary(w.prefix); err != nil {
		panic(err)
	}
	var last [8]byte
	binary.BigEndian.PutUint64(last[:], nonce)
	w.state.Write(last[:])
	var digest [32]byte
	w.state.Read(digest[:])
	count := 0
	for i := range digest {
		if w.rule == eip627 {
			count += bits.LeadingZeros8(digest[i])
		} else {
			count += bits.TrailingZeros8(digest[31-i])
		}
		if count != 8*(i+1) {
			break
		}
	}
	return count
}

// pow is the proof of work of so many zero bits, diff being what a receiver adds to the TTL of an
// envelope from the future.
func (w *work) pow(zeroBits int, diff uint32) float64 {
	return math.Pow(2, float64(zeroBits)) / (float64(w.size) * float64(w.unsealed.TTL+diff))
}

func (e *envelope) pow(rule powRule) float64 {
	w := e.work(rule)
	return w.pow(w.bits(e.Nonce), 0)
}

// seal searches the nonce that reaches the proof of work, and with a positive ceiling stays below it.
func (e *envelope) seal(rule powRule, floor, ceiling float64, diff uint32) *envelope {
	w := e.work(rule)
	for nonce := uint64(0); ; nonce++ {
		pow := w.pow(w.bits(nonce), diff)
		if pow >= floor && (ceiling == 0 || pow < ceiling) {
			e.Nonce = nonce
			return e
		}
	}
}

// sealBelow searches a nonce that is worth less than the proof of work by either rule.
func (e *envelope) sealBelow(ceiling float64) *envelope {
	return e.sealOnly(eip627, 0, ceiling)
}

// sealOnly searches a nonce that reaches floor by one rule and stays below ceiling by the other. A
// floor of zero means below ceiling by both.
func (e *envelope) sealOnly(rule powRule, floor, ceiling float64) *envelope {
	w, v := e.work(rule), e.work(rule.other())
	for nonce := uint64(0); ; nonce++ {
		pow := w.pow(w.bits(nonce), 0)
		if pow < floor || floor == 0 && pow >= ceiling || v.pow(v.bits(nonce), 0) >= ceiling {
			continue
		}
		e.Nonce = nonce
		return e
	}
}

// sealSymmetric encrypts a plaintext as shh/6 does: AES-256-GCM with the nonce at the end.
func sealSymmetric(key, plaintext []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	nonce := randomBytes(gcm.NonceSize())
	return append(gcm.Seal(nil, nonce, plaintext, nil), nonce...)
}

func randomBytes(size int) []byte {
	b := make([]byte, size)
	rand.Read(b)
	return b
}

func randomTopic() (topic [4]byte) {
	copy(topic[:], randomBytes(4))
	return topic
}

func (e *envelope) String() string {
	return fmt.Sprintf("%x", crypto.Keccak256(e.encode())[:4])
}

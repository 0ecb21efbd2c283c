// SPDX-License-Identifier: Apache-2.0

package main

import "testing"

// The figures are what geth 1.8.27 and 1.9.6 computed for these envelopes.
func TestPowIsThatOfGeth(t *testing.T) {
	data := make([]byte, 256)
	for i := range data {
		data[i] = byte(i*7 + 3)
	}
	for _, c := range []struct {
		rule  powRule
		nonce uint64
		pow   float64
	}{
		{pre19, 149, 0.29681159420289854},
		{pre19, 90178, 2.3744927536231883},
		{eip627, 12011, 0.3000732600732601},
		{eip627, 36106, 2.4005860805860806},
	} {
		e := &envelope{Expiry: 1600000000, TTL: 50, Topic: [4]byte{0xde, 0xad, 0xbe, 0xe7}, Data: data, Nonce: c.nonce}
		if pow := e.pow(c.rule); pow != c.pow {
			t.Errorf("%s, nonce %d: pow %v, expected %v", c.rule, c.nonce, pow, c.pow)
		}
	}
}

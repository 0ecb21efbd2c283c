// SPDX-License-Identifier: Apache-2.0
// What tests of any client need; nothing here imports one.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

export const endpoints = { http: process.env.NODE_HTTP, ws: process.env.NODE_WS };

export const topicA = '0x01020304';
export const topicB = '0x0a0b0c0d';
export const topicC = '0xdeadbee7';

export const keyId = /^[0-9a-f]{64}$/;
export const hash = /^0x[0-9a-f]{64}$/;

export const randomHex = (size) => '0x' + randomBytes(size).toString('hex');

/** The members of a post that every test wants alike. */
export const cheap = { ttl: 20, powTime: 5, powTarget: 0.25 };

/** Waits until the condition gives something, and fails when it has not within the limit. */
export async function eventually(what, condition, limitMillis = 10_000) {
  const deadline = Date.now() + limitMillis;
  for (;;) {
    const found = await condition();
    if (found) return found;
    assert.ok(Date.now() < deadline, `${what}: not within ${limitMillis} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

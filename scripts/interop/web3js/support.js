// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import Web3 from 'web3';

export const endpoints = { http: process.env.NODE_HTTP, ws: process.env.NODE_WS };

export const topicA = '0x01020304';
export const topicB = '0x0a0b0c0d';
export const topicC = '0xdeadbee7';

export const keyId = /^[0-9a-f]{64}$/;
export const hash = /^0x[0-9a-f]{64}$/;

export function connect(transport) {
  const url = endpoints[transport];
  assert.ok(url, `the node offers no ${transport}`);
  return new Web3(url);
}

export function disconnect(web3) {
  web3.currentProvider.disconnect?.();
}

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

/** Reads a filter until it has given so many messages in all, and returns those, oldest post first. */
export async function read(web3, filter, count) {
  const messages = [];
  await eventually(`${count} messages`, async () => {
    messages.push(...(await web3.shh.getFilterMessages(filter)));
    return messages.length >= count;
  });
  assert.equal(messages.length, count);
  return messages;
}

/** web3 1.x puts an error of the node into its own words and keeps nothing of it but the message. */
export const returnedError = (message) => (error) => {
  assert.ok(error instanceof Error);
  const text = error.message.replace(/^Returned error: /, '');
  assert.notEqual(text, error.message, `not an error of the node: ${error.message}`);
  if (message instanceof RegExp) assert.match(text, message);
  else assert.equal(text, message);
  return true;
};

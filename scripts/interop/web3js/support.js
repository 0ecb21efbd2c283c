// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import Web3 from 'web3';
import { endpoints, eventually } from './testing.js';

export * from './testing.js';

export function connect(transport) {
  const url = endpoints[transport];
  assert.ok(url, `the node offers no ${transport}`);
  return new Web3(url);
}

export function disconnect(web3) {
  web3.currentProvider.disconnect?.();
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

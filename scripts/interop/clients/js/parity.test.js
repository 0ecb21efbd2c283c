// SPDX-License-Identifier: Apache-2.0
// @parity/parity.js, the client of parity's own dialect. It is made for browsers: its WebSocket transport
// wants WebSocket and window to be global.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import parity from '@parity/parity.js';
import websocket from 'websocket';
import { endpoints, eventually, randomHex } from '../../web3js/testing.js';

const { Api } = parity;
const { Transport: { Http, Ws } } = Api;
globalThis.window ??= globalThis;
globalThis.WebSocket ??= websocket.w3cwebsocket;

const id = /^0x[0-9a-f]{64}$/;
const publicKey = /^0x[0-9a-f]{128}$/;
const text = 'Schweigen ist Gold – ψ 密';
const utf8 = (string) => `0x${Buffer.from(string).toString('hex')}`;

for (const transport of ['http', 'ws']) {
  describe(`parity.js 1.8.11 over ${transport}`, () => {
    let api;
    let shh;
    let alice;
    let alicePublic;
    let symmetric;
    before(async () => {
      const url = `${endpoints[transport]}/parity`;
      // Without the zero it asks net_listening once a second as long as the process lives.
      api = new Api(transport === 'http' ? new Http(url, 0) : new Ws(url));
      shh = api.shh;
      alice = await shh.newKeyPair();
      alicePublic = await shh.getPublicKey(alice);
      symmetric = await shh.newSymKey();
    });
    after(() => {
      if (transport === 'ws') api._transport._autoConnect = false;
      api._transport._ws?.close();
    });
    const post = (message) => shh.post({ ttl: 20, priority: 10, ...message });
    const read = (filter, count) => {
      const messages = [];
      return eventually(`${count} messages`, async () => {
        messages.push(...(await shh.getFilterMessages(filter)));
        return messages.length >= count && messages;
      });
    };
    const error = (text_) => ({ code: -32085, text: text_ });

    it('finds the node alive', async () => {
      assert.equal(await api.net.listening(), true);
      assert.equal(typeof (await api.web3.clientVersion()), 'string');
      assert.deepEqual(Object.keys(await shh.info()).filter((key) => key !== 'minPow').sort(),
        ['memory', 'messages', 'targetMemory']);
    });

    it('makes, shows and forgets keys', async () => {
      assert.match(alice, id);
      assert.match(alicePublic, publicKey);
      assert.match(await shh.getPrivateKey(alice), id);
      assert.match(symmetric, id);
      assert.match(await shh.getSymKey(symmetric), id);
      const secret = randomHex(32);
      const own = await shh.addPrivateKey(secret);
      assert.equal(await shh.getPrivateKey(own), secret);
      assert.equal(await shh.deleteKey(own), true);
      assert.equal(await shh.deleteKey(own), false);
      await assert.rejects(shh.getPublicKey(own), error('Unknown identity'));
    });

    it('posts under a symmetric key', async () => {
      const topic = randomHex(12);
      const filter = await shh.newMessageFilter({ decryptWith: symmetric, from: alicePublic, topics: [topic] });
      assert.match(filter, id);

      const sent = { to: { identity: symmetric }, from: alice, topics: [topic], payload: utf8(text) };
      assert.equal(await post(sent), true);
      const [message] = await read(filter, 1);

      assert.equal(message.payload, utf8(text));
      assert.equal(message.from, alicePublic);
      assert.equal(message.recipient, symmetric);
      assert.deepEqual(message.topics, [topic]);
      assert.equal(message.ttl, 20);
      assert.ok(Math.abs(message.timestamp - Date.now() / 1000) < 20);
      assert.equal(await shh.deleteMessageFilter(filter), true);
      assert.equal(await shh.deleteMessageFilter(filter), false);
      await assert.rejects(shh.getFilterMessages(filter), error('no such message filter'));
    });

    it('posts to a public key', async () => {
      const topic = randomHex(4);
      const bob = await shh.newKeyPair();
      const filter = await shh.newMessageFilter({ decryptWith: bob, from: alicePublic, topics: [topic] });
      await post({ to: { public: await shh.getPublicKey(bob) }, from: alice, topics: [topic], payload: utf8(text) });
      const [message] = await read(filter, 1);
      assert.equal(message.payload, utf8(text));
      assert.equal(message.from, alicePublic);
      assert.equal(message.recipient, bob);
      await shh.deleteMessageFilter(filter);
    });

    it('posts to everybody', async () => {
      const topic = randomHex(4);
      const filter = await shh.newMessageFilter({ decryptWith: null, from: null, topics: [topic] });
      await post({ topics: [topic], payload: utf8(text) });
      const [message] = await read(filter, 1);
      assert.equal(message.payload, utf8(text));
      assert.ok(!message.from);
      await shh.deleteMessageFilter(filter);
    });

    it('shows errors', async () => {
      const topics = [randomHex(4)];
      await assert.rejects(post({ from: randomHex(32), topics, payload: '0x01' }), error('Unknown identity `from`'));
      await assert.rejects(post({ to: { identity: randomHex(32) }, topics, payload: '0x01' }),
        error('no such identity'));
      await assert.rejects(shh.newMessageFilter({ decryptWith: symmetric, from: null, topics: [] }),
        error('no topics for filter'));
    });

    it(transport === 'ws' ? 'subscribes until it unsubscribes' : 'cannot subscribe', async () => {
      const topic = randomHex(4);
      const received = [];
      const subscribe = () => shh.subscribe({ decryptWith: symmetric, from: alicePublic, topics: [topic] },
        (failure, message) => received.push(failure ?? message));
      if (transport === 'http') {
        await assert.rejects(async () => subscribe(), { message: 'this._transport.subscribe is not a function' });
        return;
      }
      const subscription = await subscribe();
      await post({ to: { identity: symmetric }, from: alice, topics: [topic], payload: utf8(text) });
      await eventually('a notification', () => received.length);
      assert.equal(received[0].payload, utf8(text));
      assert.equal(received[0].from, alicePublic);
      assert.equal(await shh.unsubscribe(subscription), true);
    });
  });
}

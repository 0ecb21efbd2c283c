// SPDX-License-Identifier: Apache-2.0
// web3.js as it was before Whisper 5: identities, lists of topics, filters polled by JSON-RPC batches.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import Web3of14 from 'web3-0.14';
import Web3of16 from 'web3-0.16';
import Web3of19 from 'web3-0.19';
import { endpoints, eventually, hash, randomHex } from '../../web3js/testing.js';

const identity = /^0x04[0-9a-f]{128}$/;
const text = 'Schweigen ist Gold – ψ 密';

/** A topic that nobody else uses, and whose hash is so. */
function newTopic(hashed = /./) {
  for (;;) {
    const topic = `topic ${randomHex(8)}`;
    if (hashed.test(Web3of19.prototype.sha3(topic))) return topic;
  }
}
const hashIsNoText = /^0x[89ab]/;

function connect(Web3, path = '/classic') {
  return new Web3(new Web3.providers.HttpProvider(endpoints.http + path));
}

/** Calls a method of web3.js in its asynchronous form. */
const call = (object, method, ...params) => promisify(object[method].bind(object))(...params);

/** Makes a filter that calls back, and what it was called with. */
async function watch(web3, options) {
  const heard = { messages: [], errors: [] };
  heard.filter = web3.shh.filter(options, (error, message) => {
    if (error) heard.errors.push(error);
    else heard.messages.push(message);
  });
  await eventually('a filter', () => heard.filter.filterId || heard.errors.length);
  return heard;
}

const arrived = ({ messages, errors }, count) =>
  eventually(`${count} messages`, () => messages.length >= count || errors.length);

/** 0.14 sends text and receives text; later releases leave both to the DApp. */
const asText = { said: 'hello, Whisper', out: () => 'hello, Whisper', back: (web3, payload) => payload };
const asBytes = { said: text, out: (web3) => web3.fromUtf8(text), back: (web3, payload) => web3.toUtf8(payload) };
const releases = {
  '0.14.1': [Web3of14, asText],
  '0.16.0': [Web3of16, asBytes],
  '0.19.1': [Web3of19, asBytes],
};

for (const [release, [Web3, payload]] of Object.entries(releases)) {
  describe(`web3.js ${release}`, () => {
    const first = release === '0.14.1';
    const topicOf = () => newTopic();
    let web3;
    let shh;
    let alice;
    let bob;
    before(async () => {
      web3 = connect(Web3);
      shh = web3.shh;
      alice = await call(shh, 'newIdentity');
      bob = await call(shh, 'newIdentity');
    });
    const post = (message) => call(shh, 'post', { ttl: 20, priority: 10, ...message });

    it('finds the node alive, of version 2', async () => {
      assert.equal(await call(web3.version, 'getWhisper'), '0x2');
      assert.equal(typeof (await call(web3.version, first ? 'getClient' : 'getNode')), 'string');
      assert.match(await call(web3.version, 'getNetwork'), /^[0-9]+$/);
      assert.equal(await call(web3.net, 'getListening'), true);
      assert.equal(typeof (await call(web3.net, 'getPeerCount')), 'number');
      assert.equal(web3.isConnected(), true);
    });

    it('makes identities and knows them again', async () => {
      assert.match(alice, identity);
      assert.notEqual(alice, bob);
      assert.equal(await call(shh, 'hasIdentity', alice), true);
      assert.equal(await call(shh, 'hasIdentity', `0x04${'11'.repeat(64)}`), false);
      assert.equal(await call(shh, 'hasIdentity', 'junk'), false);
    });

    it('posts to all and is called back', async () => {
      const [topic, other] = [topicOf(), topicOf()];
      const heard = await watch(web3, { topics: [topic] });

      assert.equal(await post({ from: alice, topics: [topic], payload: payload.out(web3) }), true);
      await post({ topics: [other], payload: '0x00' });
      await post({ topics: [topic, other], payload: payload.out(web3) });
      await arrived(heard, 2);

      assert.deepEqual(heard.errors, []);
      assert.deepEqual(heard.messages.map((m) => payload.back(web3, m.payload)), [payload.said, payload.said]);
      const [signed, unsigned] = heard.messages[0].from === alice ? heard.messages : heard.messages.toReversed();
      assert.equal(signed.from, alice);
      assert.match(signed.hash, hash);
      assert.equal(unsigned.from, '0x0');
      assert.equal(unsigned.to, '0x0');
      assert.equal(signed.ttl, 20);
      assert.equal(signed.expiry, signed.sent + 20);
      assert.ok(Math.abs(signed.sent - Date.now() / 1000) < 20, `sent at ${signed.sent}`);
      assert.ok(signed.workProved >= 0);
      heard.filter.stopWatching();
    });

    it('posts to one identity', async () => {
      const topic = topicOf();
      const forBob = await watch(web3, { to: bob, topics: [topic] });
      const forAlice = await watch(web3, { to: alice, topics: [topic] });

      await post({ from: alice, to: bob, topics: [topic], payload: payload.out(web3) });
      await post({ from: bob, to: alice, topics: [topic], payload: payload.out(web3) });
      await arrived(forBob, 1);
      await arrived(forAlice, 1);

      assert.deepEqual([...forBob.errors, ...forAlice.errors], []);
      assert.deepEqual(forBob.messages.map((m) => [m.from, m.to]), [[alice, bob]]);
      assert.deepEqual(forAlice.messages.map((m) => [m.from, m.to]), [[bob, alice]]);
      assert.equal(payload.back(web3, forBob.messages[0].payload), payload.said);
      forBob.filter.stopWatching();
      forAlice.filter.stopWatching();
    });

    it('filters by several topics in their order', async () => {
      const [a, b, c] = [topicOf(), topicOf(), topicOf()];
      const both = await watch(web3, { topics: [a, b] });
      const either = await watch(web3, { topics: [a, [b, c]] });
      const second = await watch(web3, { topics: [null, b] });

      await post({ from: alice, topics: [a, b], payload: '0x61' });
      await post({ from: alice, topics: [a, c], payload: '0x62' });
      await post({ from: alice, topics: [b, a], payload: '0x63' });
      await post({ from: alice, topics: [c, b, a], payload: '0x64' });
      await arrived(both, 1);
      await arrived(either, 2);
      await arrived(second, 2);

      const heard = ({ messages }) => messages.map((m) => String(m.payload).replace(/^[a-d]$/,
        (letter) => `0x${letter.charCodeAt(0).toString(16)}`)).sort();
      assert.deepEqual(heard(both), ['0x61']);
      assert.deepEqual(heard(either), ['0x61', '0x62']);
      assert.deepEqual(heard(second), ['0x61', '0x64']);
      for (const { filter } of [both, either, second]) filter.stopWatching();
    });

    it('reads all messages again, until the filter is gone', async () => {
      const topic = topicOf();
      const { filter, messages, errors } = await watch(web3, { topics: [topic] });
      await post({ from: alice, topics: [topic], payload: payload.out(web3) });
      await arrived({ messages, errors }, 1);

      const again = await call(filter, 'get');
      assert.deepEqual(again.map((m) => m.hash), messages.map((m) => m.hash));
      filter.stopWatching();
      await eventually('an end', async () => (await call(filter, 'get')).length === 0);
    });

    it('shows errors', async () => {
      const stranger = `0x04${'11'.repeat(64)}`;
      await assert.rejects(post({ from: stranger, topics: [topicOf()], payload: '0x01' }),
        { message: `unknown identity to send from: ${stranger}` });
      await assert.rejects(call(shh, 'newGroup'), { message: /^[Tt]he method shh_newGroup does not exist/ });
    });

    it('cannot add to a group: its own fault', () => {
      assert.throws(() => shh.addToGroup(alice, () => {}), /Invalid number of input parameters/i);
    });

    it('works at the default endpoint but for the version', async () => {
      const there = connect(Web3, '/');
      const topic = topicOf();
      assert.equal(await call(there.version, 'getWhisper'), '6.0');
      const me = await call(there.shh, 'newIdentity');
      const heard = await watch(there, { topics: [topic] });

      const message = { from: me, topics: [topic], payload: payload.out(web3), ttl: 20 };
      assert.equal(await call(there.shh, 'post', message), true);
      await arrived(heard, 1);

      assert.equal(payload.back(there, heard.messages[0].payload), payload.said);
      assert.equal(heard.messages[0].from, me);
      heard.filter.stopWatching();
    });

    if (!first) return;

    it('carries JSON', async () => {
      const topic = topicOf();
      const heard = await watch(web3, { topics: [topic] });
      const payloadOfDApp = { type: 'text', body: ['a', 1] };
      await post({ from: alice, topics: [topic], payload: payloadOfDApp });
      await arrived(heard, 1);
      assert.deepEqual(heard.messages[0].payload, payloadOfDApp);
      heard.filter.stopWatching();
    });

    it('loses text beyond ASCII: its own fault', async () => {
      // It writes one as Latin 1 and the other in three digits, and reads UTF-8.
      for (const letter of ['é', 'ψ']) {
        const topic = topicOf();
        const filter = web3.shh.filter({ topics: [topic] });
        await eventually('a filter', () => filter.filterId);
        await post({ from: alice, topics: [topic], payload: letter });
        // Without a callback it waits, and what fails is thrown here.
        assert.throws(() => filter.get(), /Invalid byte index/);
        filter.stopWatching();
      }
    });

    it('reads messages on topics whose hash is no text', async () => {
      // It takes the topics of a message for text, and would throw out of its polling.
      const topic = newTopic(hashIsNoText);
      const heard = await watch(web3, { topics: [topic] });
      await post({ from: alice, topics: [topic], payload: payload.out(web3) });
      await arrived(heard, 1);
      assert.equal(heard.errors.length, 0);
      assert.deepEqual(heard.messages[0].topics, []);
      heard.filter.stopWatching();
    });
  });
}

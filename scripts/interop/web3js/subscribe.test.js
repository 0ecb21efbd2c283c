// SPDX-License-Identifier: Apache-2.0
// Subscriptions of web3.js 1.x.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cheap, connect, disconnect, eventually, hash, returnedError, topicA, topicB, topicC } from './support.js';

describe('subscriptions over ws', () => {
  let web3;
  let shh;
  let symKeyID;
  before(async () => {
    web3 = connect('ws');
    shh = web3.shh;
    symKeyID = await shh.newSymKey();
  });
  after(() => disconnect(web3));

  /** Subscribes and collects what comes. */
  const subscribe = (options, on = web3) => new Promise((resolve, reject) => {
    const received = [];
    const subscription = on.shh.subscribe('messages', options, (error, message) => {
      if (error) reject(error);
      else received.push(message);
    });
    subscription.on('connected', (id) => resolve({ id, subscription, received }));
  });
  /** The promise that web3 gives stays without the answer of the node; the callback gets it. */
  const unsubscribe = (subscription) => new Promise((resolve, reject) => {
    subscription.unsubscribe((error, answer) => (error ? reject(error) : resolve(answer)));
  });
  const post = (topic, payload, more = {}) => shh.post({ ...cheap, symKeyID, topic, payload, ...more });
  const arrived = (received, count) => eventually(`${count} notifications`, () => received.length >= count);
  const payloads = (received) => received.map((m) => m.payload).sort();

  it('bring a message once and whole', async () => {
    const { id, subscription, received } = await subscribe({ symKeyID, topics: [topicA] });
    assert.match(id, /^0x([1-9a-f][0-9a-f]*|0)$/);

    const posted = await post(topicA, '0x0101');
    await arrived(received, 1);
    await post(topicA, '0x0102');
    await arrived(received, 2);

    assert.deepEqual(received.map((m) => m.payload), ['0x0101', '0x0102']);
    assert.match(posted, hash);
    assert.equal(received[0].hash, posted);
    assert.equal(received[0].topic, topicA);
    assert.equal(typeof received[0].pow, 'number');
    assert.equal(await unsubscribe(subscription), true);
  });

  it('bring messages of one topic only', async () => {
    const { subscription, received } = await subscribe({ symKeyID, topics: [topicA] });

    await post(topicB, '0x0201');
    await post(topicA, '0x0202');
    await arrived(received, 1);

    assert.deepEqual(payloads(received), ['0x0202']);
    await unsubscribe(subscription);
  });

  it('bring messages of several topics', async () => {
    const { subscription, received } = await subscribe({ symKeyID, topics: [topicA, topicB] });

    await post(topicC, '0x0301');
    await post(topicA, '0x0302');
    await post(topicB, '0x0303');
    await arrived(received, 2);

    assert.deepEqual(payloads(received), ['0x0302', '0x0303']);
    await unsubscribe(subscription);
  });

  it('bring messages to a key pair, by signer', async () => {
    const alice = await shh.newKeyPair();
    const bob = await shh.newKeyPair();
    const sig = await shh.getPublicKey(alice);
    const pubKey = await shh.getPublicKey(bob);
    const { subscription, received } = await subscribe({ privateKeyID: bob, sig });

    await shh.post({ ...cheap, pubKey, payload: '0x0401' });
    await shh.post({ ...cheap, pubKey, sig: alice, payload: '0x0402' });
    await arrived(received, 1);

    assert.deepEqual(payloads(received), ['0x0402']);
    assert.equal(received[0].sig, sig);
    assert.equal(received[0].recipientPublicKey, pubKey);
    await unsubscribe(subscription);
  });

  it('live side by side and end one by one', async () => {
    const first = await subscribe({ symKeyID, topics: [topicA] });
    const second = await subscribe({ symKeyID, topics: [topicA] });
    assert.notEqual(first.id, second.id);

    await post(topicA, '0x0501');
    await arrived(first.received, 1);
    await arrived(second.received, 1);
    assert.equal(await unsubscribe(first.subscription), true);
    await post(topicA, '0x0502');
    await arrived(second.received, 2);

    assert.deepEqual(payloads(first.received), ['0x0501']);
    assert.deepEqual(payloads(second.received), ['0x0501', '0x0502']);
    await unsubscribe(second.subscription);
  });

  it('belong to their connection', async () => {
    const other = connect('ws');
    try {
      const there = await subscribe({ symKeyID, topics: [topicA] }, other);
      const here = await subscribe({ symKeyID, topics: [topicA] });

      await post(topicA, '0x0601');
      await arrived(there.received, 1);
      await arrived(here.received, 1);
      await assert.rejects(shh.unsubscribe(there.id), returnedError('subscription not found'));

      disconnect(other);
      await post(topicA, '0x0602');
      await arrived(here.received, 2);
      await unsubscribe(here.subscription);
    } finally {
      disconnect(other);
    }
  });

  it('cannot end twice', async () => {
    const { id } = await subscribe({ symKeyID, topics: [topicA] });
    assert.equal(await shh.unsubscribe(id), true);
    await assert.rejects(shh.unsubscribe(id), returnedError('subscription not found'));
  });

  const refused = {
    'a symmetric key without topics': [() => ({ symKeyID }), 'missing topic(s)'],
    'no key': [() => ({ topics: [topicA] }), 'specify either a symmetric or an asymmetric key'],
    'an unknown symmetric key': [() => ({ symKeyID: 'nope', topics: [topicA] }), 'non-existent key ID'],
    'an unknown key pair': [() => ({ privateKeyID: 'nope' }), 'invalid public key'],
  };
  for (const [what, [options, error]] of Object.entries(refused)) {
    it(`are refused with ${what}`, async () => {
      await assert.rejects(subscribe(options()), returnedError(error));
    });
  }
});

describe('subscriptions over http', () => {
  it('are refused by the node', async () => {
    const web3 = connect('http');
    web3.extend({ methods: [{ name: 'subscribeOverHttp', call: 'shh_subscribe', params: 2 }] });
    const symKeyID = await web3.shh.newSymKey();
    await assert.rejects(web3.subscribeOverHttp('messages', { symKeyID, topics: [topicA] }),
      returnedError('notifications not supported'));
  });
});

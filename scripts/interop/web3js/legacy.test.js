// SPDX-License-Identifier: Apache-2.0
// The last release of web3.js 0.x, which polls its filters through JSON-RPC batches.
import assert from 'node:assert/strict';
import { describe, it, before } from 'node:test';
import { promisify } from 'node:util';
import Web3 from 'web3-0';
import { cheap, endpoints, eventually, hash, keyId, topicA, topicB } from './support.js';

describe('web3.js 0.20', () => {
  let web3;
  const call = (method, ...params) => promisify(web3.shh[method].bind(web3.shh))(...params);
  before(() => {
    web3 = new Web3(new Web3.providers.HttpProvider(endpoints.http));
  });

  it('finds the node alive', async () => {
    assert.equal(await promisify(web3.version.getWhisper.bind(web3.version))(), '6.0');
    assert.equal(await promisify(web3.net.getListening.bind(web3.net))(), true);
    assert.equal(typeof (await promisify(web3.net.getPeerCount.bind(web3.net))()), 'number');
    assert.equal(typeof (await promisify(web3.version.getNode.bind(web3.version))()), 'string');
    assert.match(await promisify(web3.version.getNetwork.bind(web3.version))(), /^[0-9]+$/);
  });

  it('reads the settings and changes them', async () => {
    const info = await call('info');
    assert.equal(Object.keys(info).length, 4);
    assert.equal(await call('setMinPoW', info.minPow), true);
    assert.equal(await call('setMaxMessageSize', info.maxMessageSize), true);
  });

  it('handles keys', async () => {
    const pair = await call('newKeyPair');
    assert.match(pair, keyId);
    assert.equal((await call('getPublicKey', pair)).length, 132);
    assert.equal(await call('deleteKeyPair', pair), true);
    const sym = await call('generateSymKeyFromPassword', 'test');
    assert.equal(await call('getSymKey', sym), '0xa82a520aff70f7a989098376e48ec128f25f767085e84d7fb995a9815eebff0a');
    assert.equal(await call('deleteSymKey', sym), true);
  });

  it('shows errors', async () => {
    await assert.rejects(call('post', { ...cheap, payload: '0x01' }),
      { message: 'specify either a symmetric or an asymmetric key' });
  });

  it('posts, and is called back by its filters', async () => {
    const symKeyID = await call('newSymKey');
    const received = { [topicA]: [], [topicB]: [] };
    const filters = Object.entries(received).map(([topic, messages]) =>
      web3.shh.newMessageFilter({ symKeyID, topics: [topic] }, (error, message) => {
        assert.ifError(error);
        messages.push(message);
      }));
    await eventually('both filters', () => filters.every((filter) => filter.filterId));

    const posted = await call('post', { ...cheap, symKeyID, topic: topicA, payload: web3.toHex('hello') });
    await call('post', { ...cheap, symKeyID, topic: topicB, payload: '0x02' });

    assert.match(posted, hash);
    await eventually('both messages', () => Object.values(received).every((messages) => messages.length > 0));
    assert.equal(received[topicA].length, 1);
    assert.equal(received[topicA][0].hash, posted);
    assert.equal(web3.toUtf8(received[topicA][0].payload), 'hello');
    assert.equal(received[topicB][0].payload, '0x02');
    for (const filter of filters) await promisify(filter.stopWatching.bind(filter))();
  });
});

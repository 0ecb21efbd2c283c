// SPDX-License-Identifier: Apache-2.0
// web3.js of the second API, which knows one method for each call and subscribes over sockets.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import Web3of12 from 'web3-1.2';
import Web3of2 from 'web3-2';
import { cheap, endpoints, eventually, hash, keyId, topicA, topicB } from '../../web3js/testing.js';

/** What each release makes of an error of the node. */
const releases = {
  '1.2.11': [Web3of12, (message) => `Returned error: ${message}`],
  '2.0.0-alpha.1': [Web3of2, (message) => `Node error: ${JSON.stringify({ code: -32000, message })}`],
};
const transports = { ...endpoints, ipc: process.env.NODE_IPC };
const text = 'Schweigen ist Gold – ψ 密';

for (const [release, [Web3, inItsWords]] of Object.entries(releases)) {
  for (const [transport, url] of Object.entries(transports)) {
    describe(`web3.js ${release} over ${transport}`, () => {
      let web3;
      let shh;
      let alice;
      let alicePublic;
      let symKeyID;
      const refused = (message) => ({ message: inItsWords(message) });
      const read = (filter, count) => {
        const messages = [];
        return eventually(`${count} messages`, async () => {
          messages.push(...(await shh.getFilterMessages(filter)));
          return messages.length >= count && messages;
        });
      };

      before(async () => {
        web3 = new Web3(url, net);
        shh = web3.shh;
        alice = await shh.newKeyPair();
        alicePublic = await shh.getPublicKey(alice);
        symKeyID = await shh.newSymKey();
      });
      after(() => {
        const provider = web3.currentProvider;
        provider.disconnect?.();
        provider.connection?.destroy?.();
      });

      it('asks for the version', async () => {
        assert.equal(await shh.getVersion(), '6.0');
        assert.equal(Object.keys(await shh.getInfo()).length, 4);
      });

      it('makes, names and forgets keys', async () => {
        assert.match(alice, keyId);
        assert.match(alicePublic, /^0x04[0-9a-f]{128}$/);
        const key = await shh.generateSymKeyFromPassword('test');
        assert.equal(await shh.getSymKey(key), '0xa82a520aff70f7a989098376e48ec128f25f767085e84d7fb995a9815eebff0a');
        assert.equal(await shh.hasSymKey(key), true);
        assert.equal(await shh.deleteSymKey(key), true);
        assert.equal(await shh.deleteKeyPair(await shh.newKeyPair()), true);
      });

      it('posts text and reads it from a filter', async () => {
        const filter = await shh.newMessageFilter({ symKeyID, topics: [topicA] });
        const posted = await shh.post({
          ...cheap, symKeyID, sig: alice, topic: topicA, payload: web3.utils.utf8ToHex(text),
        });
        const [message] = await read(filter, 1);
        assert.match(posted, hash);
        assert.equal(message.hash, posted);
        assert.equal(message.sig, alicePublic);
        assert.equal(message.topic, topicA);
        assert.equal(web3.utils.hexToUtf8(message.payload), text);
        assert.equal(await shh.deleteMessageFilter(filter), true);
        await assert.rejects(shh.getFilterMessages(filter), refused('filter not found'));
      });

      it('posts to a public key', async () => {
        const bob = await shh.newKeyPair();
        const filter = await shh.newMessageFilter({ privateKeyID: bob, sig: alicePublic });
        await shh.post({ ...cheap, pubKey: await shh.getPublicKey(bob), sig: alice, payload: '0x0102' });
        const [message] = await read(filter, 1);
        assert.equal(message.payload, '0x0102');
        assert.equal(message.sig, alicePublic);
        assert.equal(message.recipientPublicKey, await shh.getPublicKey(bob));
        await shh.deleteMessageFilter(filter);
      });

      it('shows errors', async () => {
        await assert.rejects(shh.post({ ...cheap, topic: topicA, payload: '0x01' }),
          refused('specify either a symmetric or an asymmetric key'));
        await assert.rejects(shh.getPublicKey('nope'), refused('invalid id'));
      });

      if (transport === 'http') return;

      it('subscribes until it unsubscribes', async () => {
        const received = [];
        const subscription = shh.subscribe('messages', { symKeyID, topics: [topicA, topicB] });
        subscription.on('data', (message) => received.push(message));
        await eventually('a subscription', () => subscription.id);
        await shh.post({ ...cheap, symKeyID, sig: alice, topic: topicB, payload: web3.utils.utf8ToHex(text) });
        await eventually('a notification', () => received.length > 0);
        assert.equal(received.length, 1);
        assert.equal(received[0].sig, alicePublic);
        assert.equal(web3.utils.hexToUtf8(received[0].payload), text);
        await new Promise((resolve, reject) => {
          subscription.unsubscribe((error, answer) => (answer === true ? resolve() : reject(error ?? answer)));
        });
      });

      it('is told why it may not subscribe', async () => {
        const subscription = shh.subscribe('messages', { symKeyID });
        const error = await new Promise((resolve) => subscription.on('error', resolve));
        assert.ok(error.message.endsWith(inItsWords('missing topic(s)')), error.message);
      });
    });
  }
}

// SPDX-License-Identifier: Apache-2.0
// Everything that web3.js 1.x does alike over HTTP and over WebSocket.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  cheap, connect, disconnect, endpoints, eventually, hash, keyId, randomHex, read, returnedError,
  topicA, topicB, topicC,
} from './support.js';

const generator = '0x0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798' +
  '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8';
const strangerEnode = `enode://${generator.slice(4)}@127.0.0.1:30303`;

for (const transport of Object.keys(endpoints)) {
  describe(`web3.js 1.x over ${transport}`, () => {
    let web3;
    let shh;
    before(() => {
      web3 = connect(transport);
      shh = web3.shh;
    });
    after(() => disconnect(web3));

    describe('node', () => {
      it('says its version', async () => {
        assert.equal(await shh.getVersion(), '6.0');
      });

      it('informs in four numbers', async () => {
        const info = await shh.getInfo();
        assert.deepEqual(Object.keys(info).sort(), ['maxMessageSize', 'memory', 'messages', 'minPow']);
        for (const value of Object.values(info)) assert.equal(typeof value, 'number');
      });

      it('takes a maximum message size', async () => {
        const { maxMessageSize } = await shh.getInfo();
        assert.equal(await shh.setMaxMessageSize(65536), true);
        assert.equal((await shh.getInfo()).maxMessageSize, 65536);
        assert.equal(await shh.setMaxMessageSize(maxMessageSize), true);
      });

      it('refuses too great a maximum message size', async () => {
        await assert.rejects(shh.setMaxMessageSize(10485761),
          returnedError('message size too large [10485761>10485760]'));
      });

      it('takes a minimum PoW', async () => {
        const { minPow } = await shh.getInfo();
        assert.equal(await shh.setMinPoW(0.5), true);
        assert.equal((await shh.getInfo()).minPow, 0.5);
        assert.equal(await shh.setMinPoW(minPow), true);
      });

      it('refuses a negative minimum PoW', async () => {
        await assert.rejects(shh.setMinPoW(-1), returnedError('invalid PoW: -1.000000'));
      });

      it('cannot trust a peer that is not connected', async () => {
        await assert.rejects(shh.markTrustedPeer(strangerEnode), returnedError(/^Could not find peer with ID: /));
      });

      it('cannot trust what is no enode', async () => {
        await assert.rejects(shh.markTrustedPeer('nonsense'), returnedError(/./));
      });

      it('answers shh.net', async () => {
        assert.equal(await shh.net.isListening(), true);
        assert.equal(typeof (await shh.net.getPeerCount()), 'number');
        assert.ok(Number.isInteger(await shh.net.getId()));
      });

      it('says its client version and hashes', async () => {
        assert.equal(typeof (await web3.eth.getNodeInfo()), 'string');
        web3.extend({ methods: [{ name: 'sha3OfNode', call: 'web3_sha3', params: 1 }] });
        assert.equal(await web3.sha3OfNode('0x68656c6c6f'), web3.utils.sha3('hello'));
      });

      it('does not know other methods', async () => {
        web3.extend({ methods: [{ name: 'unknownMethod', call: 'shh_unknown' }] });
        await assert.rejects(web3.unknownMethod(),
          returnedError(/^[Tt]he method shh_unknown does not exist\/is not available$/));
      });
    });

    describe('key pairs', () => {
      it('are made, shown and deleted', async () => {
        const id = await shh.newKeyPair();
        assert.match(id, keyId);
        assert.equal(await shh.hasKeyPair(id), true);
        assert.match(await shh.getPublicKey(id), /^0x04[0-9a-f]{128}$/);
        assert.match(await shh.getPrivateKey(id), /^0x[0-9a-f]{64}$/);
        assert.equal(await shh.deleteKeyPair(id), true);
        assert.equal(await shh.hasKeyPair(id), false);
        await assert.rejects(shh.deleteKeyPair(id), returnedError(`key pair ${id} not found`));
        await assert.rejects(shh.getPublicKey(id), returnedError('invalid id'));
        await assert.rejects(shh.getPrivateKey(id), returnedError('invalid id'));
      });

      it('are added by their private key', async () => {
        const one = '0x' + '1'.padStart(64, '0');
        const id = await shh.addPrivateKey(one);
        assert.match(id, keyId);
        assert.equal(await shh.getPublicKey(id), generator);
        assert.equal(await shh.getPrivateKey(id), one);
        assert.equal(await shh.deleteKeyPair(id), true);
      });

      it('are not added by a private key of another size', async () => {
        await assert.rejects(shh.addPrivateKey('0x11'), returnedError('invalid length, need 256 bits'));
      });

      it('are not found by a public key', async () => {
        assert.equal(await shh.hasKeyPair(generator), false);
      });
    });

    describe('symmetric keys', () => {
      it('are made, shown and deleted', async () => {
        const id = await shh.newSymKey();
        assert.match(id, keyId);
        assert.equal(await shh.hasSymKey(id), true);
        assert.match(await shh.getSymKey(id), /^0x[0-9a-f]{64}$/);
        assert.equal(await shh.deleteSymKey(id), true);
        assert.equal(await shh.hasSymKey(id), false);
        assert.equal(await shh.deleteSymKey(id), false);
        await assert.rejects(shh.getSymKey(id), returnedError('non-existent key ID'));
      });

      it('are added', async () => {
        const key = randomHex(32);
        const id = await shh.addSymKey(key);
        assert.equal(await shh.getSymKey(id), key);
        await shh.deleteSymKey(id);
      });

      it('are not added in another size', async () => {
        await assert.rejects(shh.addSymKey(randomHex(31)), returnedError('wrong key size: 31'));
      });

      const knownAnswers = {
        'test': '0xa82a520aff70f7a989098376e48ec128f25f767085e84d7fb995a9815eebff0a',
        'status-offline-inbox': '0x765df27c0765526f920ba742ff4b9452bb0064e016435ffccd81186aa6feaae8',
        '': '0xffe46925eca10a1c333a2f37eaea7cafbb7fa5f1f8e097010f93d73ae7fb7e67',
      };
      for (const [password, key] of Object.entries(knownAnswers)) {
        it(`are derived from the password "${password}"`, async () => {
          const id = await shh.generateSymKeyFromPassword(password);
          assert.equal(await shh.getSymKey(id), key);
          await shh.deleteSymKey(id);
        });
      }
    });

    describe('messages', () => {
      let symKeyID;
      let alice;
      let alicePublic;
      let bob;
      let bobPublic;
      before(async () => {
        symKeyID = await shh.newSymKey();
        alice = await shh.newKeyPair();
        alicePublic = await shh.getPublicKey(alice);
        bob = await shh.newKeyPair();
        bobPublic = await shh.getPublicKey(bob);
      });

      it('go out under a symmetric key and come in whole', async () => {
        const filter = await shh.newMessageFilter({ symKeyID, topics: [topicA] });
        assert.match(filter, keyId);
        const before = Math.floor(Date.now() / 1000);

        const posted = await shh.post({ ...cheap, symKeyID, topic: topicA, payload: '0x68656c6c6f' });

        assert.match(posted, hash);
        const [message] = await read(web3, filter, 1);
        assert.deepEqual(Object.keys(message).sort(),
          ['hash', 'padding', 'payload', 'pow', 'timestamp', 'topic', 'ttl']);
        assert.equal(message.hash, posted);
        assert.equal(message.payload, '0x68656c6c6f');
        assert.equal(message.topic, topicA);
        assert.equal(message.ttl, cheap.ttl);
        assert.ok(message.pow >= cheap.powTarget);
        assert.ok(Math.abs(message.timestamp - before) <= 10);
        assert.match(message.padding, /^0x([0-9a-f]{2})+$/);
        assert.deepEqual(await shh.getFilterMessages(filter), []);
        assert.equal(await shh.deleteMessageFilter(filter), true);
        await assert.rejects(shh.getFilterMessages(filter), returnedError('filter not found'));
        await assert.rejects(shh.deleteMessageFilter(filter), returnedError('Unsubscribe: Invalid ID'));
      });

      it('go out under a public key', async () => {
        const filter = await shh.newMessageFilter({ privateKeyID: bob });

        const posted = await shh.post({ ...cheap, pubKey: bobPublic, payload: '0x01' });

        const [message] = await read(web3, filter, 1);
        assert.equal(message.hash, posted);
        assert.equal(message.recipientPublicKey, bobPublic);
        assert.equal(message.topic, '0x00000000');
        assert.equal('sig' in message, false);
        await shh.deleteMessageFilter(filter);
      });

      it('are signed', async () => {
        const filter = await shh.newMessageFilter({ symKeyID, topics: [topicA] });

        await shh.post({ ...cheap, symKeyID, sig: alice, topic: topicA, payload: '0x02' });

        const [message] = await read(web3, filter, 1);
        assert.equal(message.sig, alicePublic);
        await shh.deleteMessageFilter(filter);
      });

      it('are signed and go out under a public key', async () => {
        const filter = await shh.newMessageFilter({ privateKeyID: bob, sig: alicePublic, topics: [topicB] });

        await shh.post({ ...cheap, pubKey: bobPublic, sig: alice, topic: topicB, payload: '0x03' });

        const [message] = await read(web3, filter, 1);
        assert.equal(message.sig, alicePublic);
        assert.equal(message.recipientPublicKey, bobPublic);
        await shh.deleteMessageFilter(filter);
      });

      it('are filtered by signer', async () => {
        const filter = await shh.newMessageFilter({ symKeyID, topics: [topicA], sig: alicePublic });

        await shh.post({ ...cheap, symKeyID, topic: topicA, payload: '0x04' });
        await shh.post({ ...cheap, symKeyID, sig: bob, topic: topicA, payload: '0x05' });
        await shh.post({ ...cheap, symKeyID, sig: alice, topic: topicA, payload: '0x06' });

        const [message] = await read(web3, filter, 1);
        assert.equal(message.payload, '0x06');
        await shh.deleteMessageFilter(filter);
      });

      it('are filtered by several topics', async () => {
        const filter = await shh.newMessageFilter({ symKeyID, topics: [topicA, topicB] });

        await shh.post({ ...cheap, symKeyID, topic: topicC, payload: '0x07' });
        await shh.post({ ...cheap, symKeyID, topic: topicA, payload: '0x08' });
        await shh.post({ ...cheap, symKeyID, topic: topicB, payload: '0x09' });

        const messages = await read(web3, filter, 2);
        assert.deepEqual(messages.map((m) => m.payload).sort(), ['0x08', '0x09']);
        await shh.deleteMessageFilter(filter);
      });

      it('are filtered by PoW', async () => {
        const all = await shh.newMessageFilter({ symKeyID, topics: [topicA] });
        const dear = await shh.newMessageFilter({ symKeyID, topics: [topicA], minPow: 2.5 });

        await shh.post({ ...cheap, symKeyID, topic: topicA, payload: '0x0a' });
        await shh.post({ ...cheap, powTarget: 2.5, symKeyID, topic: topicA, payload: '0x0b' });

        const messages = await read(web3, all, 2);
        const expected = messages.filter((m) => m.pow >= 2.5).map((m) => m.payload).sort();
        assert.ok(expected.includes('0x0b'));
        const found = await read(web3, dear, expected.length);
        assert.deepEqual(found.map((m) => m.payload).sort(), expected);
        await shh.deleteMessageFilter(all);
        await shh.deleteMessageFilter(dear);
      });

      it('are closed to other keys', async () => {
        const other = await shh.newSymKey();
        const filter = await shh.newMessageFilter({ symKeyID: other, topics: [topicA] });

        await shh.post({ ...cheap, symKeyID, topic: topicA, payload: '0x0c' });
        await shh.post({ ...cheap, symKeyID: other, topic: topicA, payload: '0x0d' });

        const [message] = await read(web3, filter, 1);
        assert.equal(message.payload, '0x0d');
        await shh.deleteMessageFilter(filter);
      });

      it('carry the padding given', async () => {
        const filter = await shh.newMessageFilter({ symKeyID, topics: [topicA] });

        await shh.post({ ...cheap, symKeyID, topic: topicA, payload: '0x0e', padding: '0xaabbcc' });

        const [message] = await read(web3, filter, 1);
        assert.equal(message.padding, '0xaabbcc');
        await shh.deleteMessageFilter(filter);
      });

      it('carry nothing, much, and text beyond ASCII', async () => {
        const filter = await shh.newMessageFilter({ symKeyID, topics: [topicA] });
        const text = 'Schweigen ist Gold – ψ 密';
        const payloads = ['0x', randomHex(5000), web3.utils.utf8ToHex(text)];

        for (const payload of payloads) {
          await shh.post({ ...cheap, ttl: 5, symKeyID, topic: topicA, payload });
        }

        const messages = await read(web3, filter, 3);
        assert.deepEqual(messages.map((m) => m.payload).sort(), [...payloads].sort());
        assert.equal(web3.utils.hexToUtf8(payloads[2]), text);
        await shh.deleteMessageFilter(filter);
      });

      it('live for 50 s when no TTL is given', async () => {
        const filter = await shh.newMessageFilter({ symKeyID, topics: [topicA] });
        const { ttl, ...rest } = cheap;

        await shh.post({ ...rest, symKeyID, topic: topicA, payload: '0x0f' });

        const [message] = await read(web3, filter, 1);
        assert.equal(message.ttl, 50);
        await shh.deleteMessageFilter(filter);
      });

      it('take up memory', async () => {
        await shh.post({ ...cheap, symKeyID, topic: topicA, payload: '0x10' });

        await eventually('memory', async () => (await shh.getInfo()).memory > 0);
      });

      const refused = {
        'neither key': [() => ({ topic: topicA, payload: '0x01' }),
          'specify either a symmetric or an asymmetric key'],
        'both keys': [() => ({ symKeyID, pubKey: bobPublic, topic: topicA, payload: '0x01' }),
          'specify either a symmetric or an asymmetric key'],
        'a symmetric key without a topic': [() => ({ symKeyID, payload: '0x01' }), 'missing topic(s)'],
        'an unknown symmetric key': [() => ({ symKeyID: 'nope', topic: topicA, payload: '0x01' }),
          'non-existent key ID'],
        'an unknown signer': [() => ({ symKeyID, sig: 'nope', topic: topicA, payload: '0x01' }), 'invalid id'],
        'a bad public key': [() => ({ pubKey: '0x04' + '11'.repeat(64), payload: '0x01' }), 'invalid public key'],
        'too low a PoW target': [() => ({ symKeyID, topic: topicA, payload: '0x01', powTarget: 0.01 }),
          'message rejected, PoW too low'],
        'a PoW target out of reach': [() => ({ symKeyID, topic: topicA, payload: '0x01', powTarget: 1e9, powTime: 1 }),
          'failed to reach the PoW target, specified pow time (1 seconds) was insufficient'],
        'a target peer that is no enode': [() => ({ symKeyID, topic: topicA, payload: '0x01', targetPeer: 'nonsense' }),
          /^failed to parse target peer: /],
        'a target peer that is not connected':
          [() => ({ symKeyID, topic: topicA, payload: '0x01', targetPeer: strangerEnode }),
            /^Could not find peer with ID: /],
        'a topic of three bytes': [() => ({ symKeyID, topic: '0x010203', payload: '0x01' }),
          /^invalid argument 0: .*hex string has length 6, want 8 for /],
        'a payload without 0x': [() => ({ symKeyID, topic: topicA, payload: '01' }),
          /^invalid argument 0: .*hex string without 0x prefix/],
        'a TTL that is text': [() => ({ symKeyID, topic: topicA, payload: '0x01', ttl: 'x' }),
          /^invalid argument 0: json: cannot unmarshal string into Go struct field NewMessage\.ttl of type uint32$/],
      };
      for (const [what, [message, error]] of Object.entries(refused)) {
        it(`are refused with ${what}`, async () => {
          await assert.rejects(shh.post({ ...cheap, ...message() }), returnedError(error));
        });
      }

      const unfiltered = {
        'no key': [() => ({ topics: [topicA] }), 'specify either a symmetric or an asymmetric key'],
        'both keys': [() => ({ symKeyID, privateKeyID: bob, topics: [topicA] }),
          'specify either a symmetric or an asymmetric key'],
        'an unknown symmetric key': [() => ({ symKeyID: 'nope', topics: [topicA] }), 'non-existent key ID'],
        'a bad signer': [() => ({ symKeyID, sig: '0x0411', topics: [topicA] }), 'invalid signing public key'],
      };
      for (const [what, [filter, error]] of Object.entries(unfiltered)) {
        it(`are not filtered with ${what}`, async () => {
          await assert.rejects(shh.newMessageFilter(filter()), returnedError(error));
        });
      }
    });

    describe('batches', () => {
      const execute = (...calls) => {
        const batch = new web3.BatchRequest();
        const answers = calls.map(([method, ...params]) => new Promise((resolve) => {
          batch.add(method.request(...params, (error, result) => resolve({ error, result })));
        }));
        batch.execute();
        return Promise.all(answers);
      };

      it('answer each request', async () => {
        const [version, id, info] = await execute([shh.getVersion], [shh.newSymKey], [shh.getInfo]);
        assert.equal(version.result, '6.0');
        assert.match(id.result, keyId);
        assert.equal(Object.keys(info.result).length, 4);
      });

      it('do not fail as a whole for one error', async () => {
        const [version, messages, peers] =
          await execute([shh.getVersion], [shh.getFilterMessages, 'nope'], [shh.net.getPeerCount]);
        assert.equal(version.result, '6.0');
        returnedError('filter not found')(messages.error);
        assert.equal(typeof peers.result, 'number');
      });

      it('may be large', async () => {
        const answers = await execute(...Array.from({ length: 50 }, () => [shh.getVersion]));
        assert.deepEqual(answers.map((a) => a.result), Array(50).fill('6.0'));
      });
    });
  });
}

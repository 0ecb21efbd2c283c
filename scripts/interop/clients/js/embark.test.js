// SPDX-License-Identifier: Apache-2.0
// What a DApp made with Embark has: EmbarkJS.Messages with its Whisper plugin. It takes host and port
// but no path, always WebSocket, and sends an Origin.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import EmbarkJS4 from 'embarkjs-4';
import EmbarkJS6 from 'embarkjs-6';
import Whisper4 from 'embarkjs-whisper-4';
import Whisper6 from 'embarkjs-whisper-6';
import { endpoints, eventually, keyId } from '../../web3js/testing.js';

const releases = {
  '4.2.0': [EmbarkJS4, Whisper4, { message: 'missing option: topic' }],
  // It looks for a callback that it was not given.
  '6.0.0': [EmbarkJS6, Whisper6, { name: 'TypeError', message: 'callback is not a function' }],
};

for (const [release, [EmbarkJS, Whisper, withoutTopic]] of Object.entries(releases)) {
  describe(`embarkjs-whisper ${release}`, () => {
    const { Messages } = EmbarkJS;
    /** Listens, and collects what comes until it is left. */
    const listen = (options) => {
      const heard = { messages: [], errors: [] };
      const observable = Messages.listenTo(options);
      heard.subscription = observable.shhSubscription;
      observable.subscribe((message) => heard.messages.push(message), (error) => heard.errors.push(error));
      return heard;
    };
    const listening = async (options) => {
      const heard = listen(options);
      await eventually('a subscription', () => heard.subscription.id);
      return heard;
    };
    const leave = ({ subscription }) => new Promise((resolve, reject) => {
      subscription.unsubscribe((error, answer) => (answer === true ? resolve() : reject(error ?? answer)));
    });

    before(async () => {
      const { hostname, port } = new URL(endpoints.ws);
      Messages.registerProvider('whisper', Whisper);
      Messages.setProvider('whisper', {
        server: hostname, port, type: 'ws', providerOptions: { headers: { Origin: 'http://embark' } },
      });
      await eventually('keys', () => Whisper.symKeyID && Whisper.sig);
    });
    after(() => Whisper.web3.currentProvider.connection.close());

    it('finds Whisper available', async () => {
      assert.equal(await Messages.isAvailable(), true);
      const version = await new Promise((resolve, reject) => {
        Whisper.getWhisperVersion((error, answer) => (error ? reject(error) : resolve(answer)));
      });
      assert.equal(version, '6.0');
    });

    it('makes a symmetric key and a key pair', () => {
      assert.match(Whisper.symKeyID, keyId);
      assert.match(Whisper.sig, keyId);
    });

    it('hears what is said on a topic, and who said it', async () => {
      const heard = await listening({ topic: ['chat', 'news'] });
      // Of text it takes bytes for characters, so Latin 1 is as far as it goes.
      const data = { text: 'Größe', n: 1 };

      Messages.sendMessage({ topic: 'chat', data, powTarget: 0.25 });
      Messages.sendMessage({ topic: 'else', data: 'not this', powTarget: 0.25 });
      Messages.sendMessage({ topic: 'news', data: 'this', powTarget: 0.25 });
      await eventually('messages', () => heard.messages.length >= 2);

      assert.deepEqual(new Set(heard.messages.map((m) => m.data)), new Set([data, 'this']));
      assert.equal(heard.messages.find((m) => m.data !== 'this').topic, 'chat');
      const me = await Whisper.web3.shh.getPublicKey(Whisper.sig);
      assert.deepEqual(heard.messages.map((m) => m.sig), [me, me]);
      assert.deepEqual(heard.errors, []);
      await leave(heard);
    });

    it('hears what is said to its public key', async () => {
      const heard = await listening({ usePrivateKey: true });
      const pubKey = await Whisper.web3.shh.getPublicKey(Whisper.sig);

      Messages.sendMessage({ pubKey, data: 'to you', powTarget: 0.25 });
      await eventually('a message', () => heard.messages.length);

      assert.equal(heard.messages[0].data, 'to you');
      assert.equal(heard.messages[0].recipientPublicKey, pubKey);
      await leave(heard);
    });

    it('is told why it may not listen', async () => {
      const heard = listen({});
      await eventually('an error', () => heard.errors.length);
      assert.equal(heard.errors[0].message, 'Returned error: missing topic(s)');
    });

    it('refuses by itself to say nothing or to nobody', () => {
      assert.throws(() => Messages.sendMessage({ topic: 'chat' }), { message: 'missing option: data' });
      assert.throws(() => Messages.sendMessage({ data: 'x' }), withoutTopic);
    });
  });
}

describe('Embark', () => {
  it('finds the service alive by a request without version', async () => {
    const answer = await fetch(endpoints.http, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ method: 'shh_version', params: [], id: 42 }),
    });
    assert.deepEqual(await answer.json(), { jsonrpc: '2.0', id: 42, result: '6.0' });
  });
});

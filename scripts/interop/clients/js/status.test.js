// SPDX-License-Identifier: Apache-2.0
// status-js-api, with which bots of Status chatted. It lowers the node's minimum PoW to 0.002 when it
// connects; the former value is put back here.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import StatusJS from 'status-js-api';
import Web3 from 'web3-1.2';
import { endpoints, eventually } from '../../web3js/testing.js';

const { shh } = new Web3(endpoints.http);

for (const [transport, url] of Object.entries(endpoints)) {
  describe(`status-js-api 1.2.9 over ${transport}`, () => {
    const alice = new StatusJS();
    const bob = new StatusJS();
    let minPow;
    /** The text in what status-js-api gives to its listeners. */
    const said = ({ payload }) => JSON.parse(payload)[1][0];
    const collect = (status, ...channel) => {
      const heard = [];
      status.onMessage(...channel, (error, message) => heard.push(error ?? message));
      return heard;
    };
    const send = (status, to, text) => new Promise((resolve, reject) => {
      status.sendMessage(to, text, (error, ok) => (error ? reject(error) : resolve(ok)));
    });

    before(async () => {
      ({ minPow } = await shh.getInfo());
      await alice.connect(url);
      await bob.connect(url, `0x${'b0'.repeat(32)}`);
    });
    after(async () => {
      for (const status of [alice, bob]) {
        clearInterval(status.userMessagesSubscription?.interval);
        for (const channel of Object.values(status.channels)) clearInterval(channel.interval);
        status.shh.currentProvider.connection?.close?.();
      }
      await shh.setMinPoW(minPow);
    });

    it('connects, lowers the minimum PoW, and has a key', async () => {
      assert.equal((await shh.getInfo()).minPow, 0.002);
      assert.match(await alice.getPublicKey(), /^0x04[0-9a-f]{128}$/);
      assert.notEqual(await alice.getPublicKey(), await bob.getPublicKey());
      assert.match(await alice.getUserName(), /^\w+ \w+ \w+$/);
    });

    it('takes the same private key for the same person', async () => {
      const again = new StatusJS();
      await again.connect(endpoints.http, `0x${'b0'.repeat(32)}`);
      assert.equal(await again.getPublicKey(), await bob.getPublicKey());
    });

    it('talks in a public chat', async () => {
      await alice.joinChat('#shhnode');
      await bob.joinChat('shhnode');
      assert.equal(alice.isSubscribedTo('shhnode'), true);
      const heard = collect(alice, 'shhnode');
      const { channels: { shhnode } } = alice;
      await eventually('a listener', () => shhnode.filterId ?? shhnode.subscription?.id);

      assert.equal(await send(bob, 'shhnode', 'hello, Größe'), true);
      await eventually('a message', () => heard.length);

      assert.equal(said(heard[0]), 'hello, Größe');
      assert.equal(heard[0].data.sig, await bob.getPublicKey());
      assert.equal(heard[0].username, await bob.getUserName());
    });

    it('talks to one person', async () => {
      const heard = collect(bob);
      await eventually('a listener', () => bob.userMessagesSubscription?.filterId ?? bob.userMessagesSubscription?.id);

      assert.equal(await send(alice, await bob.getPublicKey(), 'for you'), true);
      await eventually('a message', () => heard.length);

      assert.equal(said(heard[0]), 'for you');
      assert.equal(heard[0].data.sig, await alice.getPublicKey());
    });

    it('is told when a post fails', async () => {
      const nobody = `0x04${'11'.repeat(64)}`;
      await assert.rejects(send(alice, nobody, 'x'), { message: 'Returned error: invalid public key' });
    });

    it('is told when a mail server is not there', async () => {
      const result = await new Promise((resolve) => {
        alice.mailservers.useMailserver(process.env.NODE_ENODE, (error, ok) => resolve({ error, ok }));
      });
      assert.match(result.error.message, /^Returned error: Could not find peer with ID: /);
      assert.equal(result.ok, false);
    });

    if (transport === 'http') {
      it('breaks when it leaves a chat: its own fault', async () => {
        const script = `
          import StatusJS from 'status-js-api';
          const status = new StatusJS();
          await status.connect('${url}');
          await status.joinChat('brief');
          status.onMessage('brief', () => {});
          const { brief } = status.channels;
          const look = setInterval(() => {
            if (!brief.filterId) return;
            clearInterval(look);
            status.leaveChat('brief');
          }, 50);`;
        const { error, stderr } = await new Promise((resolve) => {
          execFile(process.execPath, ['--input-type=module', '-e', script],
            { cwd: import.meta.dirname, timeout: 20_000 }, (e, _, text) => resolve({ error: e, stderr: text }));
        });
        assert.equal(error?.code, 1);
        assert.match(stderr, /TypeError: Cannot read properties of undefined \(reading 'interval'\)/);
      });
    } else {
      it('leaves a chat', async () => {
        const { id } = alice.channels.shhnode.subscription;
        assert.ok(id);
        alice.leaveChat('shhnode');
        assert.equal(alice.isSubscribedTo('shhnode'), false);
        const answer = await new Promise((resolve) => {
          alice.shh.currentProvider.send({ jsonrpc: '2.0', id: 1e6, method: 'shh_unsubscribe', params: [id] },
            (error, response) => resolve(response));
        });
        assert.equal(answer.error.message, 'subscription not found');
      });
    }
  });
}

// SPDX-License-Identifier: Apache-2.0
// The console of the official geth 1.9.6: `geth attach --exec`. It knows Whisper when rpc_modules names
// it, calls synchronously, and over WebSocket sends the host's name as Origin.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { cheap, endpoints, hash, keyId } from '../../web3js/testing.js';

const geth = path.join(import.meta.dirname, '../geth/bin/geth-1.9.6');
const text = 'Schweigen ist Gold – ψ 密';

/** Runs in the console, whose JavaScript is ES5. */
function session(options, content) {
  var seen = {};
  seen.version = shh.version;
  seen.info = shh.info;
  seen.node = web3.version.node;
  seen.listening = net.listening;
  var alice = shh.newKeyPair();
  var symKeyID = shh.newSymKey();
  seen.pair = alice;
  seen.known = shh.hasKeyPair(alice);
  seen.signer = shh.getPublicKey(alice);
  var filter = shh.newMessageFilter({ symKeyID: symKeyID, topics: ['0x01020304'] });
  seen.posted = shh.post({
    symKeyID: symKeyID, sig: alice, topic: '0x01020304', payload: web3.fromUtf8(content),
    ttl: options.ttl, powTime: options.powTime, powTarget: options.powTarget,
  });
  var deadline = Date.now() + 10000;
  do {
    seen.messages = filter.get();
  } while (seen.messages.length === 0 && Date.now() < deadline);
  seen.text = seen.messages.map(function (message) { return web3.toUtf8(message.payload); });
  filter.stopWatching();
  try {
    filter.get();
  } catch (error) {
    seen.gone = error.message;
  }
  try {
    shh.post({ topic: '0x01020304', payload: '0x01' });
  } catch (error) {
    seen.refused = error.message;
  }
  seen.deleted = [shh.deleteKeyPair(alice), shh.deleteSymKey(symKeyID)];
  return JSON.stringify(seen);
}

for (const [transport, url] of Object.entries({ ...endpoints, ipc: process.env.NODE_IPC })) {
  describe(`geth attach 1.9.6 over ${transport}`, () => {
    let home;
    before(async () => {
      home = await mkdtemp(path.join(tmpdir(), 'shhnode-console.'));
    });
    after(() => rm(home, { recursive: true }));
    const attach = async (expression) => {
      const { stdout } = await promisify(execFile)(geth,
        ['--datadir', home, 'attach', '--exec', expression, url], { timeout: 30_000 });
      return stdout.trim();
    };

    it('lists Whisper among the modules', async () => {
      const request = '{ id: 1, jsonrpc: "2.0", method: "rpc_modules", params: [] }';
      const modules = JSON.parse(await attach(`JSON.stringify(web3.currentProvider.send(${request}).result)`));
      assert.equal(JSON.parse(modules).shh, '1.0');
      assert.equal(await attach('typeof shh.post'), '"function"');
    });

    it('makes keys, filters, posts, reads, and is refused', async () => {
      const printed = await attach(`(${session})(${JSON.stringify(cheap)}, ${JSON.stringify(text)})`);
      const seen = JSON.parse(JSON.parse(printed));

      // It makes a number of the version.
      assert.equal(seen.version, 6);
      assert.equal(Object.keys(seen.info).length, 4);
      assert.match(seen.node, /^shhnode\//);
      assert.equal(seen.listening, true);
      assert.match(seen.pair, keyId);
      assert.equal(seen.known, true);
      assert.match(seen.posted, hash);
      assert.equal(seen.messages.length, 1);
      assert.equal(seen.messages[0].hash, seen.posted);
      assert.equal(seen.messages[0].sig, seen.signer);
      assert.deepEqual(seen.text, [text]);
      assert.equal(seen.gone, 'filter not found');
      assert.equal(seen.refused, 'specify either a symmetric or an asymmetric key');
      assert.deepEqual(seen.deleted, [true, true]);
    });
  });
}

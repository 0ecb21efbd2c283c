// SPDX-License-Identifier: Apache-2.0
'use strict';

// murmur-client, unmodified, as a Whisper peer over devp2p that dials the enodes given as arguments.
// Its own server speaks WebSocket alone; here its provider is served over HTTP. Prints a line that says
// where, then what murmur prints of its peers; ends when standard input is closed or on SIGTERM.

const crypto = require('crypto');
const http = require('http');
const Provider = require('murmur-client/src/provider');
const Manager = require('murmur-client/src/manager');
const DevP2PNode = require('murmur-client/src/devp2p-node');

const provider = new Provider();
const devp2p = new DevP2PNode();
devp2p.setConfig({
  account: crypto.randomBytes(32).toString('hex'),
  devp2p: { staticNodes: process.argv.slice(2), bootnodes: [] },
});
devp2p.start();
const manager = new Manager(provider, { isBridge: false, ignoreBloomFilters: true });
manager.setupNodes([devp2p]);
manager.start();

// murmur has subscriptions alone; tests read what they brought as that of a filter.
const pushed = new Map();
provider.on('data', ({ params }) => pushed.get(params.subscription)?.push(params.result));

const filters = {
  shh_newMessageFilter: async (request) => {
    const subscribed = await ask({ ...request, method: 'shh_subscribe', params: ['messages', ...request.params] });
    pushed.set(subscribed.result, []);
    return subscribed;
  },
  // It does not always call back.
  shh_post: (request) =>
    Promise.race([
      ask(request),
      new Promise((resolve) => setTimeout(resolve, 500, { jsonrpc: '2.0', id: request.id, result: null })),
    ]),
  shh_getFilterMessages: async ({ id, params }) => ({ jsonrpc: '2.0', id, result: pushed.get(params[0]).splice(0) }),
};

function answer(request) {
  return (filters[request.method] || ask)(request);
}

function ask(request) {
  return new Promise((resolve) => {
    const failed = (error) =>
      resolve({ jsonrpc: '2.0', id: request.id, error: { code: -32000, message: String(error.message || error) } });
    try {
      provider.sendAsync(request, (error, response) => (error ? failed(error) : resolve(response)));
    } catch (error) {
      failed(error);
    }
  });
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const result = Array.isArray(body) ? await Promise.all(body.map(answer)) : await answer(body);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(result));
  });
});

server.listen(0, '127.0.0.1', () => {
  const id = devp2p.rlpx._id.toString('hex');
  const url = `127.0.0.1:${server.address().port}`;
  console.log(`murmur ready: enode://${id}@127.0.0.1:0 http://${url} ws://${url}`);
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));

// SPDX-License-Identifier: Apache-2.0
/**
 * The sockets of JSON-RPC: HTTP, WebSocket and Unix domain sockets (IPC), on Vert.x.
 *
 * <p>Must not know methods or parse requests: bytes go to {@link
 * dev.shhnode.rpc.JsonRpcDispatcher}, answers come back. Sources: RFC 9112, RFC 6455, the Fetch
 * standard (CORS), and geth 1.8.27 for status codes and texts.
 */
@NullMarked
package dev.shhnode.rpc.vertx;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

/**
 * Why something of a client is refused, dropped or cut off though it is no fault of this program: a
 * bound has been reached, or a rule of the operator or of the protocol says so. Each is counted.
 */
public enum RpcDrop {

  // Calls, of which the client is told.

  /** A batch has too many calls: none of them is carried out. */
  BATCH_TOO_LONG,
  /** A call of a batch is not carried out, as the answers before it are too long together. */
  BATCH_ANSWERS_TOO_LONG,
  /** The answers of all batches leave no room for one: it is dropped, and so are calls after it. */
  BATCH_ANSWERS_OF_ALL,
  /** A call found too much work waiting for the workers. */
  WORKERS_BUSY,
  /** A call found too many passwords waiting for their keys to be derived. */
  PASSWORDS_WAITING,
  /** A call wanted a key, and the node keeps as many as it may. */
  TOO_MANY_KEYS,
  /** A connection wanted one more filter than it may have. */
  FILTERS_OF_CONNECTION,
  /** A filter has not been polled for as long as its lease: it is removed. */
  FILTER_LEASE_ENDED,
  /** A connection wanted one more subscription than it may have. */
  SUBSCRIPTIONS_OF_CONNECTION,
  /** A call wanted one more filter or subscription than the whole node may have. */
  FILTERS_OF_NODE,
  /** A filter or subscription names more topics than one may. */
  TOPICS_OF_FILTER,
  /** A filter or subscription names more topics than there is room for in the whole node. */
  TOPICS_OF_NODE,
  /** The token of a client does not permit a call. */
  NOT_PERMITTED,
  /** A confirmation of a message is forgotten for a newer one: the message is given out again. */
  CONFIRMATION_FORGOTTEN,

  // What goes out.

  /** A push had to wait until its client knew the subscription, and there was no room for it. */
  PUSH_HELD_BACK,
  /** A push does not reach its client, whose connection is being cut off or gone. */
  PUSH_LOST,
  /** An answer does not reach its client, whose connection is being cut off or gone. */
  ANSWER_LOST,
  /** A client has left too much unread: it is cut off. */
  UNREAD_OF_CONNECTION,
  /** All clients together have left too much unread: the one with most of it is cut off. */
  UNREAD_OF_ALL,
  /** A client has not taken its answer in time: it is cut off. */
  ANSWER_NOT_TAKEN,
  /** A WebSocket client has pinged again before the pong left: only the latest is answered. */
  PING,

  // Requests that are not served.

  /** A request is longer than allowed. */
  REQUEST_TOO_LARGE,
  /** The requests of all clients leave no memory for one. */
  REQUESTS_OF_ALL,
  /** A request or handshake was not finished in time: its client is cut off. */
  REQUEST_UNFINISHED,
  /** The first line of an HTTP request is too long. */
  REQUEST_LINE_TOO_LONG,
  /** An HTTP request has too many headers or trailers, or too long ones. */
  HEADERS_TOO_LARGE,
  /** A request is not HTTP: it gets a 400, and its connection is closed. */
  MALFORMED_HTTP,
  /** A request names a host that is not served. */
  HOST_NOT_ALLOWED,
  /** A web page asks for a WebSocket or for leave to call, and its origin is not allowed. */
  ORIGIN_NOT_ALLOWED,
  /** A client does not speak TLS where it is served, or its handshake fails. */
  TLS_HANDSHAKE,
  /** A request or a handshake shows no token, or one that does not hold. */
  NOT_AUTHORIZED,
  /** An HTTP request has a method that is not served. */
  HTTP_METHOD,
  /** The body of an HTTP request does not claim to be JSON. */
  CONTENT_TYPE,
  /** An HTTP request to the WebSocket port does not ask for a WebSocket. */
  NOT_WEBSOCKET,
  /** A WebSocket frame breaks the protocol: nothing after it can be read. */
  WEBSOCKET_FRAME,

  // Connections.

  /** A connection found all places of its server taken by busy ones. */
  CONNECTION_REFUSED,
  /** A connection that needed its place least gave way to a new one. */
  CONNECTION_EVICTED,
  /** An HTTP connection was without requests for too long: it is closed. */
  CONNECTION_IDLE,
  /** The token with which a WebSocket was opened has expired: it is closed. */
  TOKEN_EXPIRED
}

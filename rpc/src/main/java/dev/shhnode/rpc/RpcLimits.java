// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import java.time.Duration;

/**
 * What a transport allows its clients.
 *
 * @param maxRequestBytes bytes of one HTTP body, WebSocket message or JSON value of a stream
 * @param maxConnections open at a time; for a further one an idle one is closed, or the further one
 *     if there is none
 * @param maxPendingBytes bytes of answers and pushes that one client may leave unread before its
 *     connection is closed; a single answer may be longer
 * @param maxConcurrentRequests of one connection; further ones wait unread
 * @param clientTimeout how long a client may take to finish a handshake or a request, or to take an
 *     HTTP answer; the time that the node takes for an answer does not count
 * @param idleTimeout how long an HTTP connection may stay open between requests
 */
public record RpcLimits(
    int maxRequestBytes,
    int maxConnections,
    int maxPendingBytes,
    int maxConcurrentRequests,
    Duration clientTimeout,
    Duration idleTimeout) {

  /**
   * Ours. Requests: the largest message by default is 1 MiB, twice that in hexadecimal, and as much
   * again for padding and the rest (geth's 512 KiB cannot carry it). Connections: browsers open six
   * each. Pending: the largest messages of a burst. Concurrency: more than a DApp has open, fewer
   * than would let one client crowd out the others. Timeout: twice geth's 30 s for a request. Idle:
   * geth's; longer than the 60 s of nginx and of cloud balancers, which would else send a request
   * just when the node closes.
   */
  public static final RpcLimits DEFAULT =
      new RpcLimits(
          5 * 1024 * 1024,
          256,
          16 * 1024 * 1024,
          64,
          Duration.ofSeconds(60),
          Duration.ofSeconds(120));

  public RpcLimits {
    requirePositive("maxRequestBytes", maxRequestBytes);
    requirePositive("maxConnections", maxConnections);
    requirePositive("maxPendingBytes", maxPendingBytes);
    requirePositive("maxConcurrentRequests", maxConcurrentRequests);
    requirePositive("clientTimeout", clientTimeout);
    requirePositive("idleTimeout", idleTimeout);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.toMillis() <= 0) {
      throw new IllegalArgumentException(name + " is " + value + ", expected more");
    }
  }

  private static void requirePositive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + ", expected more than 0");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

/**
 * How the agent listens and whom it lets in.
 *
 * @param bindHost interface listened on
 * @param advertisedHost what others are told
 * @param port 0 for any
 * @param maxPeers connections at most, those exchanging hellos included
 * @param clientId what the hello calls this node
 */
public record RlpxConfig(
    String bindHost, String advertisedHost, int port, int maxPeers, String clientId) {}

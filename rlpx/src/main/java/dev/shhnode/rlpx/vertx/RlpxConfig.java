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
 * @param ownsEventLoop whether nothing else runs on the event loop on which the agent is started:
 *     it then sleeps for half a millisecond at a time while peers send little very often
 */
public record RlpxConfig(
    String bindHost,
    String advertisedHost,
    int port,
    int maxPeers,
    String clientId,
    boolean ownsEventLoop) {

  /** For an event loop that others run on too. */
  public RlpxConfig(
      String bindHost, String advertisedHost, int port, int maxPeers, String clientId) {
    this(bindHost, advertisedHost, port, maxPeers, clientId, false);
  }
}

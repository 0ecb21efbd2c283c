// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.rlpx.peers.InboundRates;
import dev.shhnode.rlpx.peers.Network;
import dev.shhnode.runtime.HeapShare;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Bounds on the bytes that all peers together may leave waiting, on the time that one may, and on
 * what comes from one.
 *
 * @param maxUnreadBytes received from all peers and not read yet
 * @param maxUnwrittenBytes written to all peers and not taken by them
 * @param writePatience how long a peer may take nothing of what is written to it
 * @param ofConnection how much may come from one connection
 * @param exempt addresses that are not limited as such
 */
record RlpxLimits(
    long maxUnreadBytes,
    long maxUnwrittenBytes,
    Duration writePatience,
    InboundRates ofConnection,
    Predicate<InetSocketAddress> exempt) {

  /** As in geth: a peer that takes nothing for so long is gone. */
  private static final Duration WRITE_PATIENCE = Duration.ofSeconds(20);

  /** With the usual limits on what comes. */
  RlpxLimits(long maxUnreadBytes, long maxUnwrittenBytes, Duration writePatience) {
    this(
        maxUnreadBytes,
        maxUnwrittenBytes,
        writePatience,
        InboundRates.OF_CONNECTION,
        Network::isLocal);
  }

  /**
   * The usual limits, or lower ones for a small heap.
   *
   * @param heapBytes the largest that the heap may become
   */
  static RlpxLimits ofHeap(long heapBytes) {
    return new RlpxLimits(
        HeapShare.PEERS_UNREAD.of(heapBytes),
        HeapShare.PEERS_UNWRITTEN.of(heapBytes),
        WRITE_PATIENCE);
  }
}

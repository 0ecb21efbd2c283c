// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.runtime.TokenBucket;
import java.net.InetSocketAddress;
import java.util.function.Predicate;

/**
 * How often one address, and all addresses of one range together, may begin a handshake, which
 * costs this node a millisecond or so whoever it is. While many strangers wait, each costs them
 * more. Honest nodes wait for half a minute between dials. Thread-safe.
 */
public final class HandshakeLimits {

  /** Ours: some dozen nodes behind one address that all start at once, then 30 a minute. */
  private static final Rate OF_ADDRESS = new Rate(1, 60);

  /** A handshake, in tokens, so that an address has 30 at once and one in two seconds. */
  private static final int COST = 2;

  /** Ours, while many wait: an address has 7 at once and one in eight seconds. */
  private static final int COST_WHILE_CROWDED = 8;

  /** Ours: a range has as many as four addresses. */
  private static final Rate OF_RANGE = OF_ADDRESS.times(4);

  /** Ours: addresses remembered, and as many ranges; some hundred KiB. */
  static final int MAX_REMEMBERED = 4_096;

  private final Predicate<InetSocketAddress> exempt;
  private final RecentlyUsed<Network, TokenBucket> addresses = new RecentlyUsed<>(MAX_REMEMBERED);
  private final RecentlyUsed<AddressRange, TokenBucket> ranges = new RecentlyUsed<>(MAX_REMEMBERED);

  /**
   * @param exempt addresses without limits
   */
  public HandshakeLimits(Predicate<InetSocketAddress> exempt) {
    this.exempt = exempt;
  }

  /**
   * Whether a handshake may begin, which counts it.
   *
   * @param crowded whether many strangers wait
   * @param now reading of a monotonic clock, in nanoseconds
   */
  public synchronized boolean allow(InetSocketAddress address, boolean crowded, long now) {
    if (exempt.test(address)) {
      return true;
    }
    int cost = crowded ? COST_WHILE_CROWDED : COST;
    return addresses.get(Network.of(address), () -> OF_ADDRESS.bucket(now)).take(cost, 0, now)
        && AddressRange.of(address)
            .map(range -> ranges.get(range, () -> OF_RANGE.bucket(now)).take(cost, 0, now))
            .orElse(true);
  }

  synchronized int size() {
    return addresses.size() + ranges.size();
  }
}

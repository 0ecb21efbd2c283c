// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.runtime.TokenBucket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Watches whether enough packets of enough peers pass through this mix for one to be lost among
 * them. Where they do not, decoys have to leave with each. Not thread-safe; belongs to the mix
 * loop.
 */
final class PoolFloor {

  /** With fewer packets than this within the window a packet is not hidden. */
  static final int PACKETS = 5;

  /** All packets of one peer may be that peer's own trick. */
  static final int LINKS = 3;

  /** Decoys that leave with a packet. */
  static final int DECOYS = 5;

  /** Twice the usual mean delay. */
  private static final Duration WINDOW = Duration.ofMillis(800);

  /** Ours: decoys make packets at other mixes, which may be quiet too; this keeps it bounded. */
  private static final double DECOY_RATE = 10;

  private record Arrival(MixId from, long time) {}

  private final Deque<Arrival> arrivals = new ArrayDeque<>();

  /** When the last decoys left that a packet may need, the longest ago first. */
  private final Deque<Long> departures = new ArrayDeque<>();

  private final TokenBucket decoys;

  PoolFloor(long now) {
    decoys = new TokenBucket(DECOY_RATE, 2 * DECOY_RATE, now);
  }

  /** A packet of a mix has come that this one passes on or floods. */
  void onPacket(MixId from, long now) {
    // More than enough are known to have come, so older ones need not be remembered.
    if (arrivals.size() >= MixLink.MAX_QUEUE) {
      arrivals.remove();
    }
    arrivals.add(new Arrival(from, now));
  }

  /**
   * How many decoys have to leave with a packet now. Those that left while it was here are as good:
   * who watches cannot tell which of them it is.
   *
   * @param stayNanos how long the packet has been here
   * @param mixes linked with this one; where they are fewer than three, packets have to come from
   *     all of them
   */
  int decoysDue(int mixes, long stayNanos, long now) {
    while (!arrivals.isEmpty() && now - arrivals.peek().time() > WINDOW.toNanos()) {
      arrivals.remove();
    }
    long senders = arrivals.stream().map(Arrival::from).distinct().limit(LINKS).count();
    if (arrivals.size() >= PACKETS && senders >= Math.min(LINKS, mixes)) {
      return 0;
    }
    long company = departures.stream().filter(left -> now - left < stayNanos).count();
    int due = 0;
    while (company + due < DECOYS && decoys.take(now)) {
      due++;
    }
    return due;
  }

  /** A decoy has left: one for which there is no path or link hides nothing. */
  void onDecoy(long now) {
    departures.add(now);
    if (departures.size() > DECOYS) {
      departures.remove();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.Unwrapped;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The packets that wait in this mix, each for its own time, so that they leave in another order
 * than they came. Not thread-safe; belongs to the mix loop.
 */
final class MixingPool {

  /** Ours: with packets of 1 760 bytes 14 MiB, a minute of the rate of one link. */
  static final int MAX_PACKETS = 8_192;

  /**
   * A packet.
   *
   * @param from the node that brought it
   */
  record Kept(Unwrapped packet, MixId from) {}

  private record Waiting(Kept kept, long release, long number) {}

  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Waiting::release).thenComparing(Waiting::number));
  private long count;

  /**
   * Keeps a packet.
   *
   * @param from the node that brought it
   * @param release when it leaves, a reading of the monotonic clock in nanoseconds
   * @return whether there was room
   */
  boolean add(Unwrapped packet, MixId from, long release) {
    return waiting.size() < MAX_PACKETS
        && waiting.add(new Waiting(new Kept(packet, from), release, count++));
  }

  /** The next packet whose time has come. */
  Optional<Kept> next(long now) {
    Waiting first = waiting.peek();
    if (first == null || now - first.release() < 0) {
      return Optional.empty();
    }
    return Optional.of(waiting.remove().kept());
  }

  /** When the next packet leaves; {@code otherwise} if none waits. */
  long nextDeadline(long otherwise) {
    Waiting first = waiting.peek();
    return first == null ? otherwise : first.release();
  }

  int size() {
    return waiting.size();
  }
}

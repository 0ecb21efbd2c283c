// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes in the order in which they make room: the lowest work per byte and second of remaining
 * life first. That order changes as time passes, so they are kept in classes of about equal work
 * per byte; in each the one that lives longest comes first, and the first of the classes are
 * compared. Belongs to the shh loop.
 */
final class EvictionOrder {

  /** Envelopes of one class differ by a twelfth at most. */
  private static final int CLASSES_OF_AN_OCTAVE = 8;

  /** From 2^-24, less than a megabyte with one hash, to 2^72, where only counterfeit work is. */
  private static final int OCTAVES_BELOW_ONE = 24;

  private static final int CLASSES = 96 * CLASSES_OF_AN_OCTAVE;
  private static final double LN_2 = Math.log(2);

  private final EnvelopeHeap.@Nullable LatestFirst[] classes =
      new EnvelopeHeap.LatestFirst[CLASSES];
  private final BitSet inUse = new BitSet();

  void add(PooledEnvelope entry) {
    int number = classOf(entry.workPerByte);
    EnvelopeHeap.LatestFirst heap = classes[number];
    if (heap == null) {
      heap = new EnvelopeHeap.LatestFirst();
      classes[number] = heap;
      inUse.set(number);
    }
    heap.add(entry);
  }

  void remove(PooledEnvelope entry) {
    int number = classOf(entry.workPerByte);
    EnvelopeHeap.LatestFirst heap = classes[number];
    if (heap != null) {
      heap.remove(entry);
      if (heap.isEmpty()) {
        classes[number] = null;
        inUse.clear(number);
      }
    }
  }

  /** The one to go first; null if there is none. */
  @Nullable PooledEnvelope worst(long unixSeconds) {
    PooledEnvelope worst = null;
    double least = Double.POSITIVE_INFINITY;
    for (int number = inUse.nextSetBit(0); number >= 0; number = inUse.nextSetBit(number + 1)) {
      EnvelopeHeap.LatestFirst heap = classes[number];
      PooledEnvelope first = heap == null ? null : heap.first();
      if (first != null && first.worth(unixSeconds) < least) {
        worst = first;
        least = first.worth(unixSeconds);
      }
    }
    return worst;
  }

  private static int classOf(double workPerByte) {
    double octave = Math.log(Math.max(workPerByte, Double.MIN_NORMAL)) / LN_2;
    double number = (octave + OCTAVES_BELOW_ONE) * CLASSES_OF_AN_OCTAVE;
    return (int) Math.max(0, Math.min(CLASSES - 1, number));
  }
}

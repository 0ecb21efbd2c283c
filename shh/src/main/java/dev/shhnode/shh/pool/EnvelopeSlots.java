// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the envelopes of a pool, so that tables can name them by numbers: the garbage collector
 * does not look through those. There are as many as there ever were envelopes at once. Belongs to
 * the shh loop, but that other threads may read.
 */
final class EnvelopeSlots {

  private static final int INITIAL_CAPACITY = 256;

  private volatile @Nullable PooledEnvelope[] entries = new PooledEnvelope[INITIAL_CAPACITY];

  /** The numbers that have been given back, the last on top. */
  private int[] free = new int[INITIAL_CAPACITY];

  private int freeCount;
  private int end;

  /** Gives an envelope a number. */
  void add(PooledEnvelope entry) {
    if (freeCount > 0) {
      entry.slot = free[--freeCount];
    } else {
      entry.slot = end++;
      if (entry.slot == entries.length) {
        entries = Arrays.copyOf(entries, grown(entries.length));
      }
    }
    entries[entry.slot] = entry;
  }

  void remove(PooledEnvelope entry) {
    entries[entry.slot] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, grown(free.length));
    }
    free[freeCount++] = entry.slot;
  }

  private static int grown(int length) {
    return length + length / 2;
  }

  /** The envelope with a number; null if there is none, or just now none to be seen. */
  @Nullable PooledEnvelope get(int slot) {
    @Nullable PooledEnvelope[] now = entries;
    return slot < now.length ? now[slot] : null;
  }
}

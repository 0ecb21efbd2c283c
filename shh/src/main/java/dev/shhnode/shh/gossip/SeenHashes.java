// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import org.apache.tuweni.bytes.Bytes32;

/**
 * Remembers the latest hashes, between {@value #GENERATION} and twice as many, in two megabytes:
 * each by 63 of its bits. Belongs to the shh loop.
 *
 * <p>An open-addressed table of two generations: when the younger one is full, the elder is
 * forgotten. Whoever makes hashes that agree in these bits hides one message of its own behind
 * another.
 */
public final class SeenHashes {

  public static final int GENERATION = 1 << 16;

  private static final int CAPACITY = 2 * GENERATION;
  private static final long[] NONE = {};

  private long[] young = NONE;
  private long[] old = NONE;
  private int youngSize;

  /** Whether a hash is remembered from before. From now on it is. */
  public boolean checkAndAdd(Bytes32 hash) {
    // Zero marks an empty place.
    long bits = Math.max(1, hash.getLong(0) & Long.MAX_VALUE);
    if (contains(young, bits)) {
      return true;
    }
    boolean seen = contains(old, bits);
    add(bits);
    return seen;
  }

  private void add(long bits) {
    if (youngSize == GENERATION || young == NONE) {
      old = young;
      young = new long[CAPACITY];
      youngSize = 0;
    }
    young[place(young, bits)] = bits;
    youngSize++;
  }

  private static boolean contains(long[] table, long bits) {
    return table != NONE && table[place(table, bits)] == bits;
  }

  /** Where the bits are, or the empty place where they would be; at most half are taken. */
  private static int place(long[] table, long bits) {
    int place = (int) bits & CAPACITY - 1;
    while (table[place] != 0 && table[place] != bits) {
      place = place + 1 & CAPACITY - 1;
    }
    return place;
  }
}

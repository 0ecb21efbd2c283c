// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

/**
 * Remembers the latest hashes, of one generation at least and of two at most, in 32 bytes for each
 * of a generation: by 63 of its bits. Belongs to the shh loop.
 *
 * <p>An open-addressed table of two generations: when the younger one is full, the elder is
 * forgotten. Whoever makes hashes that agree in these bits hides one message of its own behind
 * another.
 */
public final class SeenHashes {

  private static final int MIN_GENERATION = 1_024;
  private static final long[] NONE = {};

  private final int generation;
  private final int capacity;
  private final long secret;
  private long[] young = NONE;
  private long[] old = NONE;
  private int youngSize;

  /**
   * @param size about how many are of one generation: a power of two that is no larger, or 1 024
   * @param secret any number that strangers do not know, lest they choose where hashes fall
   */
  public SeenHashes(int size, long secret) {
    generation = Math.max(MIN_GENERATION, Integer.highestOneBit(size));
    capacity = 2 * generation;
    this.secret = secret | 1;
  }

  /** How many are of one generation. */
  public int generation() {
    return generation;
  }

  /** Whether a hash is remembered. */
  public boolean contains(long hashBits) {
    long bits = bits(hashBits);
    return contains(young, bits) || contains(old, bits);
  }

  /** Zero marks an empty place. */
  private static long bits(long hashBits) {
    return Math.max(1, hashBits & Long.MAX_VALUE);
  }

  /**
   * Whether a hash is remembered from before. From now on it is.
   *
   * @param hashBits eight bytes of the hash
   */
  public boolean checkAndAdd(long hashBits) {
    long bits = bits(hashBits);
    if (contains(young, bits)) {
      return true;
    }
    boolean seen = contains(old, bits);
    add(bits);
    return seen;
  }

  private void add(long bits) {
    if (youngSize == generation || young == NONE) {
      old = young;
      young = new long[capacity];
      youngSize = 0;
    }
    young[place(young, bits)] = bits;
    youngSize++;
  }

  private boolean contains(long[] table, long bits) {
    return table != NONE && table[place(table, bits)] == bits;
  }

  /** Where the bits are, or the empty place where they would be; at most half are taken. */
  private int place(long[] table, long bits) {
    int place = (int) (bits * secret >>> Integer.SIZE) & capacity - 1;
    while (table[place] != 0 && table[place] != bits) {
      place = place + 1 & capacity - 1;
    }
    return place;
  }
}

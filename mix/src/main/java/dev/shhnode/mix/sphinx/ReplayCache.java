// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.util.random.RandomGenerator;
import org.apache.tuweni.bytes.Bytes;

/**
 * The tags of all packets that were accepted under one key of an epoch, exactly: it never forgets
 * one and never takes one for another. Thrown away together with its key. Belongs to one thread.
 *
 * <p>A table of pairs of longs with open addressing, doubled when it is three quarters full: at
 * most 43 bytes a tag. A sender knows the tags of its packets and could draw points until many fall
 * onto one place; so the place is a product with a secret random number, of which a stranger learns
 * nothing.
 */
public final class ReplayCache {

  /** Bytes of a tag. */
  public static final int TAG_SIZE = 16;

  private static final int FIRST_BITS = 10;

  private final int maxTags;
  private final long multiplier;

  /** A tag at each even index; two zeros where there is none. */
  private long[] table = new long[2 << FIRST_BITS];

  private int bits = FIRST_BITS;
  private int size;
  private boolean hasZeros;

  /**
   * An empty cache.
   *
   * @param maxTags how many it takes before it refuses all packets: 1 to 2^26, which are 2 GiB
   * @param random draws the places
   */
  public ReplayCache(int maxTags, RandomGenerator random) {
    if (maxTags < 1 || maxTags > 1 << 26) {
      throw new IllegalArgumentException(maxTags + " tags, expected 1 to 2^26");
    }
    this.maxTags = maxTags;
    this.multiplier = random.nextLong() | 1;
  }

  /**
   * Remembers the tag of a packet whose MAC was right.
   *
   * @return false if the packet is a replay or the cache is full: it must be dropped then
   */
  public boolean add(Bytes tag) {
    if (size == maxTags || contains(tag)) {
      return false;
    }
    long first = tag.getLong(0);
    long second = tag.getLong(Long.BYTES);
    if (first == 0 && second == 0) {
      hasZeros = true;
    } else {
      growIfNeeded();
      put(first, second);
    }
    size++;
    return true;
  }

  /** Whether a packet is a replay for certain; to be asked before its MAC is computed. */
  public boolean contains(Bytes tag) {
    if (tag.size() != TAG_SIZE) {
      throw new IllegalArgumentException("tag is " + tag.size() + " bytes, expected " + TAG_SIZE);
    }
    long first = tag.getLong(0);
    long second = tag.getLong(Long.BYTES);
    if (first == 0 && second == 0) {
      return hasZeros;
    }
    int index = find(first, second);
    return table[index] != 0 || table[index + 1] != 0;
  }

  /** How many tags it has. */
  public int size() {
    return size;
  }

  /** Whether it refuses all packets. */
  public boolean isFull() {
    return size == maxTags;
  }

  /** The index at which the tag is or could be put. */
  private int find(long first, long second) {
    int index = (int) (first * multiplier >>> (Long.SIZE - bits)) << 1;
    while ((table[index] != 0 || table[index + 1] != 0)
        && (table[index] != first || table[index + 1] != second)) {
      index = index + 2 & table.length - 1;
    }
    return index;
  }

  private void put(long first, long second) {
    int index = find(first, second);
    table[index] = first;
    table[index + 1] = second;
  }

  private void growIfNeeded() {
    if (size < 3 * (table.length >> 3)) {
      return;
    }
    long[] old = table;
    table = new long[2 * old.length];
    bits++;
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != 0 || old[i + 1] != 0) {
        put(old[i], old[i + 1]);
      }
    }
  }
}

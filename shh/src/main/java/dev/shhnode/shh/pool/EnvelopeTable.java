// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import dev.shhnode.envelope.Envelope;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A hash table whose entries are linked by a field of their own, so that an entry costs one
 * reference. Belongs to the shh loop, but that other threads may look up: what they miss while an
 * entry comes or goes, or the table grows, is told to them as absent.
 */
abstract class EnvelopeTable {

  private static final int INITIAL_CAPACITY = 512;

  /** A reader on another thread may be led astray by a move, but not for ever. */
  private static final int MAX_STEPS = 64;

  private volatile @Nullable PooledEnvelope[] buckets = new PooledEnvelope[INITIAL_CAPACITY];
  private int size;

  /** Of the envelopes' hashes. */
  static final class ByHash extends EnvelopeTable {
    @Override
    long key(PooledEnvelope entry) {
      return entry.hashBits;
    }

    @Override
    @Nullable PooledEnvelope next(PooledEnvelope entry) {
      return entry.nextByHash;
    }

    @Override
    void link(PooledEnvelope entry, @Nullable PooledEnvelope next) {
      entry.nextByHash = next;
    }

    @Nullable PooledEnvelope get(Envelope envelope) {
      return find(envelope.hashBits(), entry -> entry.envelope().hasHashOf(envelope));
    }

    /** For other threads than the loop's. */
    boolean hasJustNow(Envelope envelope) {
      return findRacing(envelope.hashBits(), entry -> entry.envelope().hasHashOf(envelope));
    }
  }

  /**
   * Evenly distributed, or at least hard to choose. Of the entry itself: what it refers to lies far
   * away in memory.
   */
  abstract long key(PooledEnvelope entry);

  abstract @Nullable PooledEnvelope next(PooledEnvelope entry);

  abstract void link(PooledEnvelope entry, @Nullable PooledEnvelope next);

  final @Nullable PooledEnvelope find(long key, Predicate<PooledEnvelope> sought) {
    PooledEnvelope entry = buckets[bucket(key, buckets.length)];
    while (entry != null && (key(entry) != key || !sought.test(entry))) {
      entry = next(entry);
    }
    return entry;
  }

  final boolean findRacing(long key, Predicate<PooledEnvelope> sought) {
    @Nullable PooledEnvelope[] now = buckets;
    PooledEnvelope entry = now[bucket(key, now.length)];
    for (int i = 0; i < MAX_STEPS && entry != null; i++) {
      if (key(entry) == key && sought.test(entry)) {
        return true;
      }
      entry = next(entry);
    }
    return false;
  }

  final void add(PooledEnvelope entry) {
    // Half full at most: a search that finds nothing, as most do, seldom meets an entry.
    if (size == buckets.length / 2) {
      resize(2 * buckets.length);
    }
    insert(buckets, entry);
    size++;
  }

  private void insert(@Nullable PooledEnvelope[] into, PooledEnvelope entry) {
    int bucket = bucket(key(entry), into.length);
    link(entry, into[bucket]);
    into[bucket] = entry;
  }

  /** Removes an entry that may be there. */
  final void remove(PooledEnvelope entry) {
    int bucket = bucket(key(entry), buckets.length);
    PooledEnvelope before = null;
    PooledEnvelope at = buckets[bucket];
    while (at != null && at != entry) {
      before = at;
      at = next(at);
    }
    if (at == null) {
      return;
    }
    if (before == null) {
      buckets[bucket] = next(entry);
    } else {
      link(before, next(entry));
    }
    size--;
    if (buckets.length > INITIAL_CAPACITY && size < buckets.length / 16) {
      resize(buckets.length / 2);
    }
  }

  private void resize(int capacity) {
    @Nullable PooledEnvelope[] old = buckets;
    @Nullable PooledEnvelope[] resized = new PooledEnvelope[capacity];
    for (PooledEnvelope chain : old) {
      PooledEnvelope entry = chain;
      while (entry != null) {
        PooledEnvelope next = next(entry);
        insert(resized, entry);
        entry = next;
      }
    }
    buckets = resized;
  }

  /** The capacity is a power of two. */
  private static int bucket(long key, int capacity) {
    return (int) (key ^ key >>> Integer.SIZE) & capacity - 1;
  }

  final int size() {
    return size;
  }
}

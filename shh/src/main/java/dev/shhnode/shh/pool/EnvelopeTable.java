// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the envelopes of a pool by keys: a hash table, open-addressed, of their numbers and of 32
 * bits of each key's hash, so that a search follows references only to what it finds. Belongs to
 * the shh loop, but that other threads may look up: what they miss while an entry comes or goes, or
 * the table grows, is told to them as absent.
 *
 * <p>Keys come from strangers, who would choose such as fall on one place, and have every search
 * walk past all of them. So where a key falls depends on a secret.
 */
final class EnvelopeTable {

  private static final int INITIAL_CAPACITY = 512;

  /** A reader on another thread may be led astray by a move, but not for ever. */
  private static final int MAX_STEPS = 64;

  /** Of eight parts five are full at most: a search for what is not there looks at four cells. */
  private static final int PARTS = 8;

  private static final int MOST_PARTS = 5;

  private static final long EMPTY = 0;

  private final EnvelopeSlots slots;
  private final long secret;

  /**
   * Each with the hash in the upper half and the slot, counted from 1, in the lower; 0 if empty. An
   * entry lies at the place that the hash says, or behind it with none empty in between.
   */
  private volatile long[] cells = new long[INITIAL_CAPACITY];

  private int size;

  /**
   * @param slots numbers the entries
   * @param secret any number that strangers do not know
   */
  EnvelopeTable(EnvelopeSlots slots, long secret) {
    this.slots = slots;
    this.secret = secret | 1;
  }

  /**
   * Finds an entry.
   *
   * @param sought tells it from others, whose keys may have the same hash
   */
  @Nullable PooledEnvelope find(long key, Predicate<PooledEnvelope> sought) {
    return find(key, sought, Integer.MAX_VALUE);
  }

  /** Finds an entry that is there just now; for other threads than the loop's. */
  @Nullable PooledEnvelope findRacing(long key, Predicate<PooledEnvelope> sought) {
    return find(key, sought, MAX_STEPS);
  }

  private @Nullable PooledEnvelope find(long key, Predicate<PooledEnvelope> sought, int steps) {
    long[] now = cells;
    int hash = hash(key);
    int place = home(hash, now.length);
    for (int i = 0; i < steps; i++) {
      // Once: on another thread it may be empty the next time.
      long cell = now[place];
      if (cell == EMPTY) {
        return null;
      }
      if (hashOf(cell) == hash) {
        PooledEnvelope entry = slots.get(slotOf(cell));
        if (entry != null && sought.test(entry)) {
          return entry;
        }
      }
      place = after(place, now.length);
    }
    return null;
  }

  /** Adds an entry that is not there, and has a slot. */
  void add(long key, PooledEnvelope entry) {
    if (size >= cells.length / PARTS * MOST_PARTS) {
      resize(cells.length + cells.length / 2);
    }
    insert(cells, cell(hash(key), entry.slot));
    size++;
  }

  /** Removes an entry, which still has its slot; returns whether it was there. */
  boolean remove(long key, PooledEnvelope entry) {
    long sought = cell(hash(key), entry.slot);
    int place = home(hashOf(sought), cells.length);
    while (cells[place] != sought) {
      if (cells[place] == EMPTY) {
        return false;
      }
      place = after(place, cells.length);
    }
    close(place);
    size--;
    if (cells.length > INITIAL_CAPACITY && size < cells.length / PARTS) {
      resize(Math.max(INITIAL_CAPACITY, cells.length / 2));
    }
    return true;
  }

  /** Empties a place, and moves into it what would no longer be found behind it. */
  private void close(int place) {
    int gap = place;
    int at = after(place, cells.length);
    while (cells[at] != EMPTY) {
      int home = home(hashOf(cells[at]), cells.length);
      if (distance(home, at) >= distance(gap, at)) {
        cells[gap] = cells[at];
        gap = at;
      }
      at = after(at, cells.length);
    }
    cells[gap] = EMPTY;
  }

  private int distance(int from, int to) {
    return to < from ? to - from + cells.length : to - from;
  }

  private void resize(int capacity) {
    long[] resized = new long[capacity];
    for (long cell : cells) {
      if (cell != EMPTY) {
        insert(resized, cell);
      }
    }
    cells = resized;
  }

  private static void insert(long[] into, long cell) {
    int place = home(hashOf(cell), into.length);
    while (into[place] != EMPTY) {
      place = after(place, into.length);
    }
    into[place] = cell;
  }

  /** Both steps carry lower bits upwards, by factors that nobody else knows. */
  private int hash(long key) {
    long product = key * secret;
    return (int) ((product ^ product >>> Integer.SIZE) * secret >>> Integer.SIZE);
  }

  private static long cell(int hash, int slot) {
    return (long) hash << Integer.SIZE | slot + 1L;
  }

  private static int hashOf(long cell) {
    return (int) (cell >>> Integer.SIZE);
  }

  private static int slotOf(long cell) {
    return (int) cell - 1;
  }

  private static int home(int hash, int capacity) {
    return (int) (Integer.toUnsignedLong(hash) * capacity >>> Integer.SIZE);
  }

  private static int after(int place, int capacity) {
    return place + 1 == capacity ? 0 : place + 1;
  }

  int size() {
    return size;
  }
}

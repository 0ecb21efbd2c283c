// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A heap of pooled envelopes that know their place in it, so that any of them can be removed. Each
 * has four below it: what is added last often goes to the top, and every envelope on its way lies
 * elsewhere in memory. Belongs to the shh loop.
 */
abstract class EnvelopeHeap {

  private static final int INITIAL_CAPACITY = 4;
  private static final int NOWHERE = -1;
  private static final int CHILDREN = 4;

  private @Nullable PooledEnvelope[] entries = new PooledEnvelope[INITIAL_CAPACITY];
  private int size;

  /** The first is the one that expires first. */
  static final class SoonestFirst extends EnvelopeHeap {
    @Override
    boolean isBefore(PooledEnvelope one, PooledEnvelope other) {
      return one.expiry < other.expiry;
    }

    @Override
    int placeOf(PooledEnvelope entry) {
      return entry.placeByExpiry;
    }

    @Override
    void setPlace(PooledEnvelope entry, int place) {
      entry.placeByExpiry = place;
    }
  }

  /** The first is the one that expires last, and of these the newest. */
  static final class LatestFirst extends EnvelopeHeap {
    @Override
    boolean isBefore(PooledEnvelope one, PooledEnvelope other) {
      return one.expiry == other.expiry ? one.position > other.position : one.expiry > other.expiry;
    }

    @Override
    int placeOf(PooledEnvelope entry) {
      return entry.placeToEvict;
    }

    @Override
    void setPlace(PooledEnvelope entry, int place) {
      entry.placeToEvict = place;
    }
  }

  abstract boolean isBefore(PooledEnvelope one, PooledEnvelope other);

  abstract int placeOf(PooledEnvelope entry);

  abstract void setPlace(PooledEnvelope entry, int place);

  final boolean isEmpty() {
    return size == 0;
  }

  final @Nullable PooledEnvelope first() {
    return entries[0];
  }

  final void add(PooledEnvelope entry) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size + Math.max(INITIAL_CAPACITY, size / 2));
    }
    rise(entry, size++);
  }

  final void remove(PooledEnvelope entry) {
    int place = placeOf(entry);
    setPlace(entry, NOWHERE);
    PooledEnvelope last = entries[--size];
    entries[size] = null;
    if (last != null && last != entry) {
      rise(last, place);
      sink(last, placeOf(last));
    }
    if (entries.length > INITIAL_CAPACITY && size < entries.length / 4) {
      entries = Arrays.copyOf(entries, Math.max(INITIAL_CAPACITY, entries.length / 2));
    }
  }

  private void rise(PooledEnvelope entry, int from) {
    int place = from;
    while (place > 0) {
      int above = (place - 1) / CHILDREN;
      PooledEnvelope parent = entries[above];
      if (parent == null || !isBefore(entry, parent)) {
        break;
      }
      put(parent, place);
      place = above;
    }
    put(entry, place);
  }

  private void sink(PooledEnvelope entry, int from) {
    int place = from;
    int below = firstBelow(place, entry);
    while (below != place) {
      put(requireNonNull(entries[below]), place);
      place = below;
      below = firstBelow(place, entry);
    }
    put(entry, place);
  }

  /** Where the first of those below a place is, or the place itself if none is before the entry. */
  private int firstBelow(int place, PooledEnvelope entry) {
    int found = place;
    PooledEnvelope first = entry;
    int end = Math.min(size, CHILDREN * (place + 1) + 1);
    for (int child = CHILDREN * place + 1; child < end; child++) {
      PooledEnvelope below = entries[child];
      if (below != null && isBefore(below, first)) {
        first = below;
        found = child;
      }
    }
    return found;
  }

  private void put(PooledEnvelope entry, int place) {
    entries[place] = entry;
    setPlace(entry, place);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap of pooled envelopes that know their place in it, so that any of them can be
 * removed. Belongs to the shh loop.
 */
abstract class EnvelopeHeap {

  private static final int INITIAL_CAPACITY = 4;
  private static final int NOWHERE = -1;

  private @Nullable PooledEnvelope[] entries = new PooledEnvelope[INITIAL_CAPACITY];
  private int size;

  /** The first is the one that expires first. */
  static final class SoonestFirst extends EnvelopeHeap {
    @Override
    boolean isBefore(PooledEnvelope one, PooledEnvelope other) {
      return one.envelope().expiry() < other.envelope().expiry();
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
      long difference = one.envelope().expiry() - other.envelope().expiry();
      return difference == 0 ? one.position > other.position : difference > 0;
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
      PooledEnvelope parent = entries[(place - 1) / 2];
      if (parent == null || !isBefore(entry, parent)) {
        break;
      }
      put(parent, place);
      place = (place - 1) / 2;
    }
    put(entry, place);
  }

  private void sink(PooledEnvelope entry, int from) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      PooledEnvelope left = entries[child];
      PooledEnvelope right = child + 1 < size ? entries[child + 1] : null;
      boolean takesRight = left != null && right != null && isBefore(right, left);
      PooledEnvelope first = takesRight ? right : left;
      if (first == null || !isBefore(first, entry)) {
        break;
      }
      put(first, place);
      place = takesRight ? child + 1 : child;
    }
    put(entry, place);
  }

  private void put(PooledEnvelope entry, int place) {
    entries[place] = entry;
    setPlace(entry, place);
  }
}

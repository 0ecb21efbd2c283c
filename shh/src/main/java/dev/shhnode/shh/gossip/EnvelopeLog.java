// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pooled envelopes in the order of their arrival, read by one cursor per peer. Every peer looks
 * at every envelope once, whatever the size of the pool, and a slow peer costs nothing but the
 * distance of its cursor (geth scans the whole pool per peer every 300 ms, defect D11). Belongs to
 * the shh loop.
 */
final class EnvelopeLog {

  private static final int INITIAL_CAPACITY = 256;

  private @Nullable PooledEnvelope[] entries = new PooledEnvelope[INITIAL_CAPACITY];
  private int end;
  private int live;
  private final List<Cursor> cursors = new ArrayList<>();

  /** One reader's place in the log. */
  final class Cursor {
    private int position;

    /** The next envelope, without moving on; null at the end. */
    @Nullable PooledEnvelope peek() {
      while (position < end) {
        PooledEnvelope entry = entries[position];
        if (entry != null) {
          return entry;
        }
        position++;
      }
      return null;
    }

    void advance() {
      position++;
    }

    /** Back to the oldest envelope. */
    void rewind() {
      position = 0;
    }

    void close() {
      cursors.remove(this);
    }
  }

  /** A cursor at the oldest envelope. */
  Cursor newCursor() {
    Cursor cursor = new Cursor();
    cursors.add(cursor);
    return cursor;
  }

  void append(PooledEnvelope envelope) {
    if (end == entries.length) {
      makeRoom();
    }
    envelope.position = end;
    entries[end++] = envelope;
    live++;
  }

  void remove(PooledEnvelope envelope) {
    entries[envelope.position] = null;
    live--;
  }

  /** Closes the gaps that removal left, or grows when there are few: amortised O(1) an append. */
  private void makeRoom() {
    @Nullable PooledEnvelope[] old = entries;
    int[] moved = new int[end + 1];
    int count = 0;
    entries = live > end / 2 ? new PooledEnvelope[end * 2] : new PooledEnvelope[entries.length];
    for (int i = 0; i < end; i++) {
      moved[i] = count;
      PooledEnvelope entry = old[i];
      if (entry != null) {
        entry.position = count;
        entries[count++] = entry;
      }
    }
    moved[end] = count;
    for (Cursor cursor : cursors) {
      cursor.position = moved[Math.min(cursor.position, end)];
    }
    end = count;
  }

  /** All envelopes, in order; only for work that happens once per peer. */
  Iterable<PooledEnvelope> all() {
    return () -> Arrays.stream(entries, 0, end).filter(entry -> entry != null).iterator();
  }
}

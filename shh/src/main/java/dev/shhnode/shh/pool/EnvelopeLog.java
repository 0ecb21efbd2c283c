// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

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
public final class EnvelopeLog {

  private static final int INITIAL_CAPACITY = 256;

  private @Nullable PooledEnvelope[] entries = new PooledEnvelope[INITIAL_CAPACITY];
  private int end;
  private int live;
  private final List<Cursor> cursors = new ArrayList<>();

  /** Before it is what every peer that keeps up has been offered. */
  private final Cursor offered = newCursor();

  /** One reader's place in the log. */
  public final class Cursor {
    private int position;
    private boolean started;
    private boolean keepsUp;

    /** From now on it reads: before, nobody waits for it. */
    public void start() {
      started = true;
    }

    /** The next envelope, without moving on; null at the end. */
    public @Nullable PooledEnvelope peek() {
      while (position < end) {
        PooledEnvelope entry = entries[position];
        if (entry != null) {
          return entry;
        }
        position++;
      }
      return null;
    }

    public void advance() {
      position++;
    }

    /** Back to the oldest envelope. Nobody waits until it has caught up again. */
    public void rewind() {
      position = 0;
      keepsUp = false;
    }

    public void close() {
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

  /**
   * Up to where every peer that keeps up has been offered what there is. Peers that still have to
   * catch up are not waited for.
   */
  int offeredEnd() {
    for (Cursor cursor : cursors) {
      cursor.keepsUp |= cursor.started && cursor.position >= offered.position;
    }
    return endOfSlowest();
  }

  private int endOfSlowest() {
    int slowest = end;
    for (Cursor cursor : cursors) {
      if (cursor.keepsUp) {
        slowest = Math.min(slowest, cursor.position);
      }
    }
    return slowest;
  }

  /**
   * The next envelope before {@link #offeredEnd}, in order and once each; null if there is none.
   */
  @Nullable PooledEnvelope nextOffered(int offeredEnd) {
    while (offered.position < offeredEnd) {
      PooledEnvelope entry = entries[offered.position++];
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  /** The oldest envelope that has not been offered to every peer, which is not waited for. */
  @Nullable PooledEnvelope nextUnoffered() {
    PooledEnvelope next = offered.peek();
    if (next != null) {
      offered.advance();
      stopWaitingBelow(offered.position);
    }
    return next;
  }

  /**
   * Waits no longer for peers that have yet to read half of what is new; they have to catch up.
   * Returns what {@link #offeredEnd} is without them.
   */
  int stopWaiting() {
    stopWaitingBelow(offered.position + (end - offered.position) / 2 + 1);
    return endOfSlowest();
  }

  private void stopWaitingBelow(int position) {
    for (Cursor cursor : cursors) {
      if (cursor.position < position) {
        cursor.keepsUp = false;
      }
    }
  }

  /** Whether others wait for the reader of a cursor. */
  boolean isWaitedFor(Cursor cursor) {
    return cursor.keepsUp && cursor.position < end;
  }

  /** Whether all who have begun to read have come past an envelope. */
  boolean isRead(PooledEnvelope envelope) {
    for (Cursor cursor : cursors) {
      if (cursor.started && cursor.position <= envelope.position) {
        return false;
      }
    }
    return true;
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

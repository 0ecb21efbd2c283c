// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import java.util.concurrent.TimeUnit;

/**
 * Says when a thread that reads sockets, and is woken very often for a little each time, is to
 * sleep a moment before it looks at them again: what comes meanwhile is then read, hashed and sent
 * on together. Network cards spare their computer interrupts like this. Not thread-safe.
 */
final class WakeModeration {

  /** Ours; with what the operating system adds to it, a message is half a millisecond late. */
  static final long SLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(400);

  /** Ours: who is woken later than this after the last time does not wake often. */
  static final long OFTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Ours: a message that passes wakes the thread a few times, and must not be made late. */
  static final int MIN_WAKES = 16;

  /** Ours: for who has this much to do at a time, enough comes together by itself. */
  static final long BUSY_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private boolean inRound;
  private long beginNanos;
  private long endNanos;
  private int wakes;

  WakeModeration(long nanoTime) {
    endNanos = nanoTime;
  }

  /**
   * Something has been read.
   *
   * @return whether it is the first of a round, for which {@link #onRoundEnd} is to be called
   */
  boolean onRead(long nanoTime) {
    if (inRound) {
      return false;
    }
    inRound = true;
    beginNanos = nanoTime;
    return true;
  }

  /**
   * What was read has been dealt with.
   *
   * @return nanoseconds to sleep; 0 for none
   */
  long onRoundEnd(long nanoTime) {
    inRound = false;
    boolean often = beginNanos - endNanos < OFTEN_NANOS;
    boolean busy = nanoTime - beginNanos > BUSY_NANOS;
    endNanos = nanoTime;
    wakes = often ? Math.min(wakes + 1, MIN_WAKES) : 0;
    return wakes < MIN_WAKES || busy ? 0 : SLEEP_NANOS;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what sockets bring for a moment while more is expected in it, so that their event loop,
 * which is woken for each packet of a steady stream, deals with several of them at once. Where
 * little or very much comes nothing is kept. Belongs to the loop.
 */
public final class ReadTurn {

  /** Ours: more is waited for only if it is expected before the oldest has been kept so long. */
  public static final long MAX_DELAY_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /**
   * Ours: half a dozen packets with one small envelope each. More is worth a turn of its own, and a
   * read that brings more is none of a steady stream: in a flood there is nothing to wait for.
   */
  static final int MAX_BYTES = 4 << 10;

  /** Ours: a stream ends with such a pause. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * Ours: so many reads without a pause begin one. More than the peers of most nodes, who all bring
   * what is new within a moment, and then nothing.
   */
  private static final int READS_OF_A_STREAM = 40;

  /** How many of the latest gaps the expected one is about the mean of. */
  private static final int GAPS = 8;

  private final Alarm alarm;

  /** By the reader of each connection, in the order of what has come first. */
  private Map<Consumer<byte[]>, byte[]> kept = new LinkedHashMap<>();

  /** For what comes while that is read. */
  private Map<Consumer<byte[]>, byte[]> spare = new LinkedHashMap<>();

  private long keptBytes;
  private long keptSince;

  /** How many turns have ended. */
  private long ended;

  private boolean ending;
  private @Nullable Runnable cancelAlarm;
  private long lastRead;
  private long expectedGap = PAUSE_NANOS;

  /** How many reads there have been without a pause. */
  private int streak;

  /** Ends a turn in which less has come than expected. */
  @FunctionalInterface
  public interface Alarm {

    /**
     * Has a task run on the loop after {@link #MAX_DELAY_NANOS} or somewhat more.
     *
     * @return cancels it
     */
    Runnable set(Runnable task);
  }

  public ReadTurn(Alarm alarm) {
    this.alarm = alarm;
  }

  /**
   * Takes what a socket has brought.
   *
   * @param reader of its connection, always the same object; is handed the bytes in their order, at
   *     once or later, perhaps together with others; must not fail
   * @param now reading of a monotonic clock, in nanoseconds
   */
  public void add(Consumer<byte[]> reader, byte[] bytes, long now) {
    long gap = now - lastRead;
    boolean goesOn = gap >= 0 && gap < PAUSE_NANOS && bytes.length < MAX_BYTES;
    expectedGap = goesOn ? expectedGap + (gap - expectedGap) / GAPS : PAUSE_NANOS;
    streak = goesOn ? Math.min(streak + 1, READS_OF_A_STREAM) : 0;
    lastRead = now;
    if (kept.isEmpty()) {
      keptSince = now;
    }
    boolean moreIsExpected =
        streak == READS_OF_A_STREAM && now + expectedGap - keptSince <= MAX_DELAY_NANOS;
    // Not before older bytes of the same connection that are about to be read.
    boolean waits = ending || (moreIsExpected && keptBytes + bytes.length < MAX_BYTES);
    if (kept.isEmpty() && !waits) {
      reader.accept(bytes);
      return;
    }
    kept.merge(reader, bytes, ReadTurn::concatenate);
    keptBytes += bytes.length;
    if (!waits) {
      end();
    } else if (cancelAlarm == null) {
      long turn = ended;
      cancelAlarm = alarm.set(() -> expectLess(turn));
    }
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /**
   * The stream has ended, or is not as steady as it seemed.
   *
   * @param turn which it is about: it may have ended when the alarm could not be cancelled any more
   */
  private void expectLess(long turn) {
    if (turn == ended) {
      cancelAlarm = null;
      streak = 0;
      end();
    }
  }

  /** Has all that is kept read now; no effect while that is done already. */
  public void end() {
    if (ending) {
      return;
    }
    if (cancelAlarm != null) {
      cancelAlarm.run();
      cancelAlarm = null;
    }
    Map<Consumer<byte[]>, byte[]> turn = kept;
    kept = spare;
    spare = turn;
    keptBytes = 0;
    ended++;
    ending = true;
    try {
      turn.forEach(Consumer::accept);
    } finally {
      turn.clear();
      ending = false;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.clock;

import dev.shhnode.shh.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What one peer's envelopes say of the time. When an envelope was sealed is the least that its
 * clock can show, give or take what clocks may differ; envelopes also come late, as a peer that has
 * just connected brings all that it has. So the latest time of each two seconds counts, as a mark.
 * Belongs to the shh loop.
 */
final class ClockMarks {

  /** Ours: bursts count once, and a clock is known after three marks. */
  private static final long MARK_NANOS = Duration.ofSeconds(2).toNanos();

  /** Ours: two minutes of a peer that always sends, a kilobyte. */
  static final int MAX_MARKS = 64;

  static final int MIN_MARKS = 3;

  /** Ours, a minute: a network that is slow for a moment is not taken for a clock that is ahead. */
  static final int MANY_MARKS = 30;

  /** Ours: what is older says nothing about now. */
  static final Duration MAX_AGE = Duration.ofMinutes(15);

  private final long[] takenAt = new long[MAX_MARKS];
  private final long[] ahead = new long[MAX_MARKS];
  private final boolean[] expired = new boolean[MAX_MARKS];
  private int newest = -1;
  private int size;

  /**
   * An envelope has come.
   *
   * @param secondsAhead by how much it was sealed after the time of this machine
   * @param hadExpired whether it had expired by this machine's clock, by more than clocks differ:
   *     nobody sends such a thing by his own
   */
  void add(long secondsAhead, boolean hadExpired, long nanos) {
    if (size > 0 && nanos - takenAt[newest] < MARK_NANOS) {
      ahead[newest] = Math.max(ahead[newest], secondsAhead);
      expired[newest] |= hadExpired;
      return;
    }
    newest = (newest + 1) % MAX_MARKS;
    size = Math.min(size + 1, MAX_MARKS);
    takenAt[newest] = nanos;
    ahead[newest] = secondsAhead;
    expired[newest] = hadExpired;
  }

  void clear() {
    newest = -1;
    size = 0;
  }

  /**
   * By how many seconds the peer's clock is ahead of this machine's. Empty if it is not known.
   *
   * <p>Each mark that is ahead is a proof, so the middle of all is one that neither a few old
   * envelopes nor a few sealed by clocks that are ahead of the peer's own can move far. That all
   * are behind is only a sign, since envelopes may be late: it counts if they had expired, or goes
   * on for a minute, and then by the latest of them.
   */
  OptionalLong estimate(long nanos) {
    long[] recent = new long[size];
    int count = 0;
    int proofs = 0;
    for (int i = 0; i < size; i++) {
      if (nanos - takenAt[i] <= MAX_AGE.toNanos()) {
        recent[count++] = ahead[i];
        proofs += expired[i] ? 1 : 0;
      }
    }
    if (count < MIN_MARKS) {
      return OptionalLong.empty();
    }
    Arrays.sort(recent, 0, count);
    long middle = recent[count / 2];
    long latest = recent[count - 1];
    if (middle > 0) {
      return OptionalLong.of(middle);
    }
    boolean known =
        latest >= -Verdict.FUTURE_TOLERANCE_SECONDS || proofs * 2 > count || count >= MANY_MARKS;
    return known ? OptionalLong.of(Math.min(latest, 0)) : OptionalLong.empty();
  }
}

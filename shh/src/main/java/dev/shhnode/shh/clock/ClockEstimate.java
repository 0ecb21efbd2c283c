// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.clock;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ClockOffset;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How far this machine's clock is from those of the peers, and by how much it is corrected for all
 * that has to do with envelopes: geth hangs up on whoever sends envelopes that are off by 10 s, and
 * who refuses theirs hears nothing.
 *
 * <p>What the peers agree on is found by {@link ClockWitnesses}. All times given to this class are
 * those of the corrected clock. Belongs to the shh loop, but for {@link #correctionSeconds}.
 */
public final class ClockEstimate {

  /** Ours: as much as may go wrong by peers that lie; a clock that is further off has to be set. */
  static final Duration MAX_CORRECTION = Duration.ofMinutes(15);

  /** As geth tolerates: up to this nothing is corrected, so that for most nothing changes. */
  static final long TOLERANCE_SECONDS = Verdict.FUTURE_TOLERANCE_SECONDS;

  /** Ours: a correction ends when it would be no more than this. */
  static final long ENOUGH_SECONDS = 5;

  /** Ours: envelopes are late by some seconds more or less, which is not to be followed. */
  private static final long JITTER_SECONDS = 3;

  /** Ours: a clock that moves by so much against the monotonic one within a second was set. */
  private static final long SET_SECONDS = 5;

  /** Ours: another warning is due when the error has changed by more than this. */
  private static final long NEWS_SECONDS = 60;

  /** Times that no clock shows are as wrong as those of a day. */
  private static final long MAX_AHEAD_SECONDS = Duration.ofDays(1).toSeconds();

  private final ShhListener listener;
  private final ClockWitnesses witnesses = new ClockWitnesses();

  /** Written by the shh loop alone. */
  private volatile long correction;

  private Optional<ClockOffset> offset = Optional.empty();
  private Optional<ClockOffset> told = Optional.empty();
  private boolean started;

  /** What this machine's clock showed, or would have, when the monotonic one began. */
  private long origin;

  /**
   * @param listener told when the clock turns out to be wrong
   */
  public ClockEstimate(ShhListener listener) {
    this.listener = listener;
  }

  /** Seconds to be added to this machine's clock; from any thread. */
  public long correctionSeconds() {
    return correction;
  }

  /** What there is to warn about. */
  public Optional<ClockOffset> offset() {
    return offset;
  }

  /**
   * A peer has connected.
   *
   * @param place equal for peers that have one vote together
   * @param correctsItself whether its software corrects its clock too, so that not both may go all
   *     the way to the other's time
   */
  public void connected(Object place, boolean correctsItself, Moment now) {
    witnesses.connected(place, correctsItself, now.nanos());
  }

  /** A peer has gone. */
  public void closed(Object place) {
    witnesses.closed(place);
  }

  /** A peer has brought an envelope, good or not. */
  public void onEnvelope(Object place, Envelope envelope, Moment now) {
    long clock = ownClock(now);
    long ahead = Math.max(-MAX_AHEAD_SECONDS, Math.min(envelope.sent() - clock, MAX_AHEAD_SECONDS));
    boolean expired = envelope.expiry() + Verdict.EXPIRED_TOLERANCE_SECONDS < clock;
    witnesses.onEnvelope(place, ahead, expired, now.nanos());
  }

  private long ownClock(Moment now) {
    return now.unixSeconds() - correction;
  }

  /** Corrects the clock by what has come since; about once a second. */
  public void onTime(Moment now) {
    if (wasSet(now)) {
      witnesses.forgetMarks();
      correction = 0;
      offset = Optional.empty();
    }
    witnesses.agreed(now.nanos()).ifPresent(seconds -> follow(seconds, now.nanos()));
    tell();
  }

  private boolean wasSet(Moment now) {
    long before = origin;
    origin = ownClock(now) - TimeUnit.NANOSECONDS.toSeconds(now.nanos());
    boolean set = started && Math.abs(origin - before) > SET_SECONDS;
    started = true;
    return set;
  }

  /**
   * @param seconds by how much the peers' clocks are ahead of this machine's
   */
  private void follow(long seconds, long nanos) {
    long error = Math.abs(seconds);
    if (error <= (offset.isPresent() ? ENOUGH_SECONDS : TOLERANCE_SECONDS)) {
      offset = Optional.empty();
      correctBy(0, nanos);
    } else if (error > MAX_CORRECTION.toSeconds()) {
      offset = Optional.of(new ClockOffset(seconds, false));
      correctBy(0, nanos);
    } else {
      offset = Optional.of(new ClockOffset(seconds, true));
      if (Math.abs(seconds - correction) > JITTER_SECONDS) {
        correctBy(witnesses.correctThemselves(nanos) ? (seconds + correction) / 2 : seconds, nanos);
      }
    }
  }

  /** After a step peers of this software may have made theirs, so what they sent before is past. */
  private void correctBy(long seconds, long nanos) {
    if (seconds != correction) {
      correction = seconds;
      if (witnesses.correctThemselves(nanos)) {
        witnesses.forgetMarks();
      }
    }
  }

  private void tell() {
    if (isNews()) {
      told = offset;
      listener.onClockOffset(offset);
    }
  }

  private boolean isNews() {
    if (offset.isEmpty() || told.isEmpty()) {
      return offset.isPresent() != told.isPresent();
    }
    return offset.get().reckonedWith() != told.get().reckonedWith()
        || Math.abs(offset.get().seconds() - told.get().seconds()) > NEWS_SECONDS;
  }
}

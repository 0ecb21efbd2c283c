// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.time.Duration;

/**
 * One reading of both clocks. Expiry and TTL are wall-clock time by the protocol; our own timeouts
 * are monotonic, so that they do not jump when the wall clock is set.
 *
 * @param unixSeconds wall clock, whole seconds since 1970, corrected where this machine's seems
 *     wrong
 * @param nanos monotonic clock of arbitrary origin; only differences mean something
 * @param correctionSeconds what was added to this machine's wall clock
 */
public record Moment(long unixSeconds, long nanos, long correctionSeconds) {

  /** With a wall clock that is right. */
  public Moment(long unixSeconds, long nanos) {
    this(unixSeconds, nanos, 0);
  }

  /** This machine's own wall clock. */
  public long uncorrectedSeconds() {
    return unixSeconds - correctionSeconds;
  }

  /** The one of the two wall clocks that shows less. */
  public long earlierSeconds() {
    return Math.min(unixSeconds, uncorrectedSeconds());
  }

  /** The one of the two wall clocks that shows more. */
  public long laterSeconds() {
    return Math.max(unixSeconds, uncorrectedSeconds());
  }

  /** This moment, later by a duration on both clocks. */
  public Moment plus(Duration duration) {
    return new Moment(
        unixSeconds + duration.toSeconds(), nanos + duration.toNanos(), correctionSeconds);
  }

  /** Whether {@code duration} has passed since {@code earlier} on the monotonic clock. */
  public boolean isAfter(Moment earlier, Duration duration) {
    return nanos - earlier.nanos >= duration.toNanos();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.time.Duration;

/**
 * One reading of both clocks. Expiry and TTL are wall-clock time by the protocol; our own timeouts
 * are monotonic, so that they do not jump when the wall clock is set.
 *
 * @param unixSeconds wall clock, whole seconds since 1970
 * @param nanos monotonic clock of arbitrary origin; only differences mean something
 */
public record Moment(long unixSeconds, long nanos) {

  /** This moment, later by a duration on both clocks. */
  public Moment plus(Duration duration) {
    return new Moment(unixSeconds + duration.toSeconds(), nanos + duration.toNanos());
  }

  /** Whether {@code duration} has passed since {@code earlier} on the monotonic clock. */
  public boolean isAfter(Moment earlier, Duration duration) {
    return nanos - earlier.nanos >= duration.toNanos();
  }
}

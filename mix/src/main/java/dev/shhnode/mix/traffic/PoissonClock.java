// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import java.util.random.RandomGenerator;

/**
 * Moments of a Poisson process, which say nothing about when they began or what happens at them.
 * Times are readings of a monotonic clock in nanoseconds. Not thread-safe.
 */
final class PoissonClock {

  private static final double NANOS = 1e9;

  /** A node that was kept from running does not make up for more than that, in nanoseconds. */
  private static final long MAX_LATE = 1_000_000_000L;

  private final double perSecond;
  private final RandomGenerator random;
  private long next;

  /**
   * @param perSecond events on average; 0 for none
   */
  PoissonClock(double perSecond, RandomGenerator random, long now) {
    this.perSecond = perSecond;
    this.random = random;
    this.next = now;
    advance(now);
  }

  private void advance(long now) {
    if (perSecond > 0) {
      // 1 - u is never 0, as nextDouble is below 1.
      next =
          Math.max(next, now - MAX_LATE)
              + (long) (-Math.log(1 - random.nextDouble()) / perSecond * NANOS);
    }
  }

  /** Whether an event is due; then the next one is drawn. To be asked until it is not. */
  boolean tick(long now) {
    if (perSecond <= 0 || now - next < 0) {
      return false;
    }
    advance(now);
    return true;
  }

  /** When the next event is; {@code otherwise} if there is none. */
  long next(long otherwise) {
    return perSecond > 0 ? next : otherwise;
  }
}

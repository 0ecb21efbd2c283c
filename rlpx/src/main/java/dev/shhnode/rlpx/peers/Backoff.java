// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before dialling again: twice as long every time up to half a minute, and never
 * exactly, so that two nodes that dial each other at once do not do so for ever. Not thread-safe;
 * used under the {@link Dialer}'s lock.
 */
public final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private Duration next = FIRST;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** How long to wait this time: a random part of the step, at least half of it. */
  public Duration next() {
    Duration step = next;
    next = step.multipliedBy(2).compareTo(LONGEST) < 0 ? step.multipliedBy(2) : LONGEST;
    return Duration.ofNanos((long) (step.toNanos() * (0.5 + random.nextDouble() / 2)));
  }

  /** Begins anew with the shortest step, after a success. */
  public void reset() {
    next = FIRST;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

/**
 * Allows events at a rate, some of them in a burst. Times are readings of a monotonic clock in
 * nanoseconds. Not thread-safe.
 */
final class TokenBucket {

  private static final double NANOS = 1e9;

  private double perSecond;
  private double burst;
  private double tokens;
  private long updated;

  /**
   * Begins full.
   *
   * @param perSecond events on average
   * @param burst events at once
   */
  TokenBucket(double perSecond, double burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.updated = now;
  }

  void setRate(double newPerSecond, double newBurst, long now) {
    refill(now);
    perSecond = newPerSecond;
    burst = newBurst;
    tokens = Math.min(tokens, burst);
  }

  private void refill(long now) {
    tokens = Math.min(burst, tokens + (now - updated) / NANOS * perSecond);
    updated = now;
  }

  /** Takes a token, if there is one. */
  boolean take(long now) {
    return take(1, 0, now);
  }

  /** Takes tokens, if so many are there and {@code left} remain besides. */
  boolean take(double count, double left, long now) {
    refill(now);
    if (tokens < count + left) {
      return false;
    }
    tokens -= count;
    return true;
  }

  /** Takes tokens, also such as are not there yet. */
  void charge(double count, long now) {
    refill(now);
    tokens -= count;
  }

  /** When a token will be there. */
  long nextToken(long now) {
    refill(now);
    // One nanosecond later than computed, so that rounding does not ask again in the same moment.
    return tokens >= 1 ? now : now + (long) ((1 - tokens) / perSecond * NANOS) + 1;
  }

  double burst() {
    return burst;
  }
}

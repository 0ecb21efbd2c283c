// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

/**
 * Allows events at a rate, some of them in a burst. Times are readings of a monotonic clock in
 * nanoseconds. Not thread-safe.
 */
public final class TokenBucket {

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
  public TokenBucket(double perSecond, double burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.updated = now;
  }

  /** Changes the rate; what the new burst cannot hold is lost. */
  public void setRate(double newPerSecond, double newBurst, long now) {
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
  public boolean take(long now) {
    return take(1, 0, now);
  }

  /** Takes tokens, if so many are there and {@code left} remain besides. */
  public boolean take(double count, double left, long now) {
    refill(now);
    if (tokens < count + left) {
      return false;
    }
    tokens -= count;
    return true;
  }

  /** Takes tokens, also such as are not there yet. */
  public void charge(double count, long now) {
    refill(now);
    tokens -= count;
  }

  /**
   * How long there is a debt: {@link #charge} has taken more than there was. 0 if there is none.
   */
  public long nanosInDebt(long now) {
    refill(now);
    return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perSecond * NANOS);
  }

  /** When a token will be there. */
  public long nextToken(long now) {
    refill(now);
    // One nanosecond later than computed, so that rounding does not ask again in the same moment.
    return tokens >= 1 ? now : now + (long) ((1 - tokens) / perSecond * NANOS) + 1;
  }

  /** Events at once. */
  public double burst() {
    return burst;
  }
}

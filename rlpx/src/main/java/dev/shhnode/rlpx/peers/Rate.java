// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.runtime.TokenBucket;

/**
 * How much of something there may be.
 *
 * @param perSecond in the long run, at least 1
 * @param atOnce after a rest, at least 1
 */
public record Rate(int perSecond, int atOnce) {

  public Rate {
    if (perSecond < 1 || atOnce < 1) {
      throw new IllegalArgumentException(
          "rate is " + perSecond + " a second, " + atOnce + " at once, expected at least 1");
    }
  }

  /** Lets so much pass, from {@code now} on; full at first. */
  TokenBucket bucket(long now) {
    return new TokenBucket(perSecond, atOnce, now);
  }

  /** Several times as much. */
  Rate times(int factor) {
    return new Rate(perSecond * factor, atOnce * factor);
  }
}

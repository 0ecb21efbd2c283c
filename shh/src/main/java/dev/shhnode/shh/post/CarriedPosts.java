// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.post;

import dev.shhnode.shh.PostRequest;

/**
 * What an envelope must not tell of a post that a {@link dev.shhnode.shh.Carrier} takes. Its expiry
 * less its TTL is the second in which it was made, and an unusual TTL would be a mark of its
 * sender's.
 */
final class CarriedPosts {

  /** The usual TTLs, in seconds; longer ones are whole days. */
  private static final long[] TTLS = {60, 120, 600, 3_600, 21_600, 86_400};

  private static final long DAY = 86_400;

  /** So many seconds are one: none later than now, as others refuse what comes from the future. */
  private static final long GRANULARITY = 10;

  private CarriedPosts() {}

  /** A post with the next longer usual TTL. */
  static PostRequest quantised(PostRequest request) {
    return request.withTtl(ttl(request.effectiveTtlSeconds()));
  }

  private static long ttl(long seconds) {
    for (long usual : TTLS) {
      if (seconds <= usual) {
        return usual;
      }
    }
    long days = (seconds + DAY - 1) / DAY * DAY;
    return days >>> Integer.SIZE == 0 ? days : seconds;
  }

  /** When a post is said to have been made. */
  static long created(long unixSeconds) {
    return unixSeconds - Math.floorMod(unixSeconds, GRANULARITY);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.runtime.Moment;
import dev.shhnode.runtime.TokenBucket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often a peer may change what it wants. What comes faster waits, and of what waits only the
 * latest takes effect. Belongs to the shh loop.
 */
final class Announcements {

  /** Ours: a light client tells of each filter that it adds, some of them at its start. */
  static final int AT_ONCE = 16;

  /**
   * Ours: well within the {@link Interest#GRACE} in which others still send by what was announced
   * before.
   */
  private static final int PER_SECOND = 1;

  private final TokenBucket bucket;
  private @Nullable Double minPow;
  private @Nullable BloomFilter bloom;

  Announcements(Moment now) {
    this.bucket = new TokenBucket(PER_SECOND, AT_ONCE, now.nanos());
  }

  /** Whether one that has come may take effect at once. Else it is to be kept here. */
  boolean mayTakeEffect(Moment now) {
    return bucket.take(now.nanos());
  }

  /** Keeps a requirement for later. Returns whether an earlier one never takes effect. */
  boolean keep(double newMinPow) {
    boolean replaces = minPow != null;
    minPow = newMinPow;
    return replaces;
  }

  /** Keeps a bloom filter for later. Returns whether an earlier one never takes effect. */
  boolean keep(BloomFilter newBloom) {
    boolean replaces = bloom != null;
    bloom = newBloom;
    return replaces;
  }

  /** The requirement that waits, if one does; it waits no longer. */
  Optional<Double> takeMinPow() {
    Optional<Double> kept = Optional.ofNullable(minPow);
    minPow = null;
    return kept;
  }

  /** The bloom filter that waits, if one does; it waits no longer. */
  Optional<BloomFilter> takeBloom() {
    Optional<BloomFilter> kept = Optional.ofNullable(bloom);
    bloom = null;
    return kept;
  }

  /** Whether something waits that may take effect now. */
  boolean isDue(Moment now) {
    return (minPow != null || bloom != null) && bucket.take(now.nanos());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import java.time.Duration;

/**
 * What the operator chooses; everything can be changed later over RPC but the pool's size.
 *
 * @param minPow least proof of work accepted and advertised (EIP-627, "PoW Requirement"); finite
 *     and not negative
 * @param maxMessageSize most bytes of an accepted envelope, in geth's measure (20 + data)
 * @param lightClient whether to ask only for what the filters want, and to forward nothing
 * @param adaptsMinPow whether more is asked for while the pool is nearly full
 * @param maxTtlSeconds longest TTL of v5 and v6 envelopes accepted; below 2^32
 * @param maxPoolBytes most bytes of pooled envelopes of all versions, 256 for the objects of each
 *     included; above, what is worth least goes
 * @param maxBufferedBytes most bytes of messages waiting in filters to be polled, all filters
 *     together; above, the fullest filter loses its oldest
 * @param sealingRule for which proof-of-work rules posts are sealed
 * @param bridge whether envelopes of others are sealed anew for peers that judge by another rule
 * @param maxSearch how long the nonce of a post may be searched for at most, whole seconds,
 *     whatever the post allows
 */
public record ShhConfig(
    double minPow,
    boolean adaptsMinPow,
    long maxTtlSeconds,
    long maxMessageSize,
    boolean lightClient,
    long maxPoolBytes,
    long maxBufferedBytes,
    SealingRule sealingRule,
    boolean bridge,
    Duration maxSearch) {

  /** geth's default minimum. */
  public static final double DEFAULT_MIN_POW = 0.2;

  /** geth's default, 1 MiB. */
  public static final long DEFAULT_MAX_MESSAGE_SIZE = 1 << 20;

  /** geth's ceiling of {@code shh_setMaxMessageSize}, 10 MiB. */
  public static final long MAX_MESSAGE_SIZE_CEILING = 10 << 20;

  /** Ours: what a small machine can spare, and more than the busiest network known ever pooled. */
  public static final long DEFAULT_MAX_POOL_BYTES = 64L << 20;

  /** Ours: thirty days; offers stay for a week. */
  public static final long DEFAULT_MAX_TTL_SECONDS = Duration.ofDays(30).toSeconds();

  /** Ours: the same for messages that nobody polls. */
  public static final long DEFAULT_MAX_BUFFERED_BYTES = 64L << 20;

  /**
   * Ours: five minutes make an offer that stays for days worth what the network asks for, and a
   * target that nobody can reach does not keep the miners busy until the node is restarted.
   */
  public static final Duration DEFAULT_MAX_SEARCH = Duration.ofMinutes(5);

  public ShhConfig {
    if (!isValidPow(minPow)) {
      throw new IllegalArgumentException("minimum PoW is " + minPow + ", expected 0 or more");
    }
    if (maxMessageSize < 0 || maxMessageSize > MAX_MESSAGE_SIZE_CEILING) {
      throw new IllegalArgumentException(
          "maximum message size is "
              + maxMessageSize
              + " bytes, expected at most "
              + MAX_MESSAGE_SIZE_CEILING);
    }
    if (maxTtlSeconds < 1 || maxTtlSeconds >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException(
          "longest TTL is " + maxTtlSeconds + " seconds, expected 1 or more, below 2^32");
    }
    if (maxSearch.toSeconds() < 1) {
      throw new IllegalArgumentException("searches take a second at least, not " + maxSearch);
    }
    if (maxPoolBytes < 1 || maxBufferedBytes < 1) {
      throw new IllegalArgumentException("pool and buffers need room for something");
    }
  }

  /** geth's defaults. */
  public static ShhConfig defaults() {
    return new ShhConfig(
        DEFAULT_MIN_POW,
        true,
        DEFAULT_MAX_TTL_SECONDS,
        DEFAULT_MAX_MESSAGE_SIZE,
        false,
        DEFAULT_MAX_POOL_BYTES,
        DEFAULT_MAX_BUFFERED_BYTES,
        SealingRule.AUTO,
        false,
        DEFAULT_MAX_SEARCH);
  }

  public static boolean isValidPow(double pow) {
    return Double.isFinite(pow) && pow >= 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes of others that have been offered to every peer, and are kept for peers to come.
 * Says which of them, the newest included, goes when they are too many:
 *
 * <ul>
 *   <li>The share of every origin that is here is entitled to an equal part. Who has less than that
 *       loses nothing to others.
 *   <li>Of those who have more, or have gone, the newcomer's and the largest, what is worth least
 *       goes: least work per byte and second of remaining life.
 *   <li>Others make room for brief envelopes until these have {@value #BRIEF_PERCENT} %: small ones
 *       of good work that soon expire, so that conversations go on whatever else fills the pool.
 * </ul>
 *
 * Belongs to the shh loop.
 */
final class SettledEnvelopes {

  /** Ours, of the shares: further address ranges share one. */
  static final int MAX_SHARES = 256;

  /** Ours: what brief envelopes have for themselves. */
  static final int BRIEF_PERCENT = 30;

  /** Ours: a share is no more than this part, however few there are. */
  private static final int LEAST_SHARES = 2;

  private static final PoolShare NOBODY = new PoolShare();

  private final Map<Object, PoolShare> shares = new HashMap<>();
  private final PoolShare ofAllFurther = new PoolShare();

  /** How many shares have members. */
  private int joined;

  private long bytes;
  private long lastingBytes;

  /**
   * The share of all that comes from one origin.
   *
   * @param origin equal for all peers that share it
   */
  PoolShare join(Object origin) {
    PoolShare share =
        shares.size() < MAX_SHARES || shares.containsKey(origin)
            ? shares.computeIfAbsent(origin, anybody -> new PoolShare())
            : ofAllFurther;
    if (share.join()) {
      joined++;
    }
    return share;
  }

  void leave(PoolShare share) {
    if (share.leave()) {
      joined--;
    }
    forgetIfUnused(share);
  }

  /** An envelope that was charged to a share is gone. */
  void discharge(PoolShare share) {
    share.discharge();
    forgetIfUnused(share);
  }

  private void forgetIfUnused(PoolShare share) {
    if (share.isUnused()) {
      shares.values().remove(share);
    }
  }

  long bytes() {
    return bytes;
  }

  void remove(PooledEnvelope entry) {
    count(entry, -(long) entry.cost());
    entry.share.remove(entry);
  }

  /** Takes one in, whatever the room. */
  void add(PooledEnvelope entry) {
    count(entry, entry.cost());
    entry.share.add(entry);
  }

  private void count(PooledEnvelope entry, long change) {
    bytes += change;
    if (!entry.brief) {
      lastingBytes += change;
    }
  }

  /**
   * The one that has to go because the one just added is too much; null if it is not.
   *
   * @param maxBytes of all envelopes here
   */
  @Nullable PooledEnvelope excess(PooledEnvelope latest, long maxBytes, long unixSeconds) {
    if (bytes <= maxBytes) {
      return null;
    }
    long maxLasting = maxBytes - maxBytes * BRIEF_PERCENT / 100;
    if (lastingBytes > maxLasting) {
      return PoolShare.worse(
          ofOverdrawn(latest.share, maxLasting, PoolShare::lastingBytes).worstLasting(unixSeconds),
          largest(maxLasting, PoolShare::lastingBytes).worstLasting(unixSeconds),
          unixSeconds);
    }
    return PoolShare.worse(
        ofOverdrawn(latest.share, maxBytes, PoolShare::bytes).worst(unixSeconds),
        largest(maxBytes, PoolShare::bytes).worst(unixSeconds),
        unixSeconds);
  }

  /**
   * What goes if something has to; null if there is nothing.
   *
   * @param maxBytes of all envelopes here
   */
  @Nullable PooledEnvelope worst(long maxBytes, long unixSeconds) {
    return largest(maxBytes, PoolShare::bytes).worst(unixSeconds);
  }

  /** The share if it has more than its part, else the largest. */
  private PoolShare ofOverdrawn(PoolShare share, long maxBytes, ToLongFunction<PoolShare> measure) {
    return measure.applyAsLong(share) > part(maxBytes) ? share : largest(maxBytes, measure);
  }

  private long part(long maxBytes) {
    return maxBytes / Math.max(LEAST_SHARES, joined);
  }

  /** Of those that have more than their part, or nobody who is here; else of all. */
  private PoolShare largest(long maxBytes, ToLongFunction<PoolShare> measure) {
    long part = part(maxBytes);
    PoolShare largest = ofAllFurther;
    PoolShare givesMost = gives(ofAllFurther, part, measure) ? ofAllFurther : NOBODY;
    for (PoolShare share : shares.values()) {
      if (measure.applyAsLong(share) > measure.applyAsLong(largest)) {
        largest = share;
      }
      if (measure.applyAsLong(share) > measure.applyAsLong(givesMost)
          && gives(share, part, measure)) {
        givesMost = share;
      }
    }
    return measure.applyAsLong(givesMost) > 0 ? givesMost : largest;
  }

  private static boolean gives(PoolShare share, long part, ToLongFunction<PoolShare> measure) {
    return measure.applyAsLong(share) > part || !share.hasMembers();
  }
}

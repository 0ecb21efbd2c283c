// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import org.jspecify.annotations.Nullable;

/**
 * Whom envelopes are charged to: all peers of one address range together, so that who floods the
 * pool from there fills the share of that range alone. Belongs to the shh loop.
 */
public final class PoolShare {

  /** Of the envelopes of this node, which are not evicted. */
  static final PoolShare OWN = new PoolShare();

  private final EvictionOrder brief = new EvictionOrder();
  private final EvictionOrder lasting = new EvictionOrder();
  private long briefBytes;
  private long lastingBytes;
  private int members;
  private int envelopes;

  boolean isOwn() {
    return this == OWN;
  }

  /** Returns whether it had no members before. */
  boolean join() {
    return members++ == 0;
  }

  /** Returns whether it has no members any more. */
  boolean leave() {
    return --members == 0;
  }

  boolean hasMembers() {
    return members > 0;
  }

  /** An envelope is charged to it, from its coming on: before every peer has been offered it. */
  void charge() {
    envelopes++;
  }

  /** An envelope that was charged to it is gone. */
  void discharge() {
    envelopes--;
  }

  boolean isUnused() {
    return members == 0 && envelopes == 0;
  }

  void add(PooledEnvelope entry) {
    if (entry.brief) {
      briefBytes += entry.cost();
      brief.add(entry);
    } else {
      lastingBytes += entry.cost();
      lasting.add(entry);
    }
  }

  void remove(PooledEnvelope entry) {
    if (entry.brief) {
      briefBytes -= entry.cost();
      brief.remove(entry);
    } else {
      lastingBytes -= entry.cost();
      lasting.remove(entry);
    }
  }

  /** Bytes of the envelopes that every peer has been offered. */
  long bytes() {
    return briefBytes + lastingBytes;
  }

  long lastingBytes() {
    return lastingBytes;
  }

  @Nullable PooledEnvelope worstLasting(long unixSeconds) {
    return lasting.worst(unixSeconds);
  }

  @Nullable PooledEnvelope worst(long unixSeconds) {
    return worse(brief.worst(unixSeconds), lasting.worst(unixSeconds), unixSeconds);
  }

  /** Which of two goes first, either of which may be missing. */
  static @Nullable PooledEnvelope worse(
      @Nullable PooledEnvelope one, @Nullable PooledEnvelope other, long unixSeconds) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.worth(unixSeconds) <= other.worth(unixSeconds) ? one : other;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import dev.shhnode.envelope.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * Finds among pooled envelopes those that differ only in their nonce: one message, sealed for both
 * proof-of-work rules by who posted it, or anew by a bridge. A peer that has one needs no other.
 *
 * <p>Found by the beginning of the data, which is random but for what is made to look alike; that
 * only goes unnoticed then. Belongs to the shh loop.
 */
final class TwinFinder {

  /** Ours: so many serve every rule there is; further ones stand alone. */
  private static final int MAX_TWINS = 4;

  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  /** Of each beginning one envelope: the first, then its twins. */
  private final Table firsts = new Table();

  private static final class Table extends EnvelopeTable {
    @Override
    long key(PooledEnvelope entry) {
      return entry.beginning;
    }

    @Override
    @Nullable PooledEnvelope next(PooledEnvelope entry) {
      return entry.nextByBeginning;
    }

    @Override
    void link(PooledEnvelope entry, @Nullable PooledEnvelope next) {
      entry.nextByBeginning = next;
    }
  }

  void add(PooledEnvelope pooled) {
    PooledEnvelope first = firsts.find(pooled.beginning, other -> true);
    if (first == null) {
      firsts.add(pooled);
    } else if (first.twins() < MAX_TWINS && first.envelope().equalsButForNonce(pooled.envelope())) {
      pooled.joinTwin(first);
    }
  }

  void remove(PooledEnvelope pooled) {
    boolean wasFirst = firsts.find(pooled.beginning, other -> other == pooled) != null;
    PooledEnvelope twin = pooled.leaveTwins();
    if (wasFirst) {
      firsts.remove(pooled);
      if (twin != null) {
        firsts.add(twin);
      }
    }
  }

  /** What envelopes that differ only in their nonce have in common, and others hardly. */
  static long beginning(Envelope envelope) {
    return (envelope.dataBits() ^ envelope.expiry() << Integer.SIZE ^ envelope.ttl()) * MIX;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import dev.shhnode.envelope.Envelope;

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

  /** Of each beginning one envelope: the first, then its twins. */
  private final EnvelopeTable firsts;

  /**
   * @param firsts an empty table
   */
  TwinFinder(EnvelopeTable firsts) {
    this.firsts = firsts;
  }

  void add(PooledEnvelope pooled) {
    long beginning = beginning(pooled.envelope());
    PooledEnvelope first = firsts.find(beginning, other -> begins(other, beginning));
    if (first == null) {
      firsts.add(beginning, pooled);
    } else if (first.twins() < MAX_TWINS && first.envelope().equalsButForNonce(pooled.envelope())) {
      pooled.joinTwin(first);
    }
  }

  void remove(PooledEnvelope pooled) {
    PooledEnvelope twin = pooled.leaveTwins();
    long beginning = beginning(pooled.envelope());
    if (firsts.remove(beginning, pooled) && twin != null) {
      firsts.add(beginning, twin);
    }
  }

  private static boolean begins(PooledEnvelope pooled, long beginning) {
    return beginning(pooled.envelope()) == beginning;
  }

  /** What envelopes that differ only in their nonce have in common, and others hardly. */
  private static long beginning(Envelope envelope) {
    return envelope.dataBits() ^ envelope.expiry() << Integer.SIZE ^ envelope.ttl();
  }
}

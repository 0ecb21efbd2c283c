// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.Envelope;
import java.util.HashMap;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;

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

  private final Map<Long, PooledEnvelope> byBeginning = new HashMap<>();

  void add(PooledEnvelope pooled) {
    PooledEnvelope other = byBeginning.putIfAbsent(beginning(pooled.envelope), pooled);
    if (other != null
        && other.twins() < MAX_TWINS
        && other.envelope.equalsButForNonce(pooled.envelope)) {
      pooled.joinTwin(other);
    }
  }

  /** Twins expire together, so none is left behind that knows one that is gone. */
  void remove(PooledEnvelope pooled) {
    byBeginning.remove(beginning(pooled.envelope), pooled);
  }

  private static long beginning(Envelope envelope) {
    Bytes data = envelope.data();
    long start = data.slice(0, Math.min(data.size(), Long.BYTES)).toLong();
    return start ^ envelope.expiry() << Integer.SIZE ^ envelope.ttl();
  }
}

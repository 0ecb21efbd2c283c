// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes that have not expired, each once, with who knows it. Bounded in bytes: what does
 * not fit is not kept. Belongs to the shh loop.
 */
final class EnvelopePool {

  /** Ours: what an envelope takes besides its RLP: objects, its hash, its places in the maps. */
  static final int OBJECT_COST_BYTES = 400;

  private final long maxBytes;
  private final Map<Bytes32, PooledEnvelope> byHash = new HashMap<>();
  private final TwinFinder twins = new TwinFinder();
  private final TreeMap<Long, List<PooledEnvelope>> byExpiry = new TreeMap<>();
  private final EnvelopeLog log = new EnvelopeLog();
  private final BitSet peerSlots = new BitSet();
  private long bytes;

  EnvelopePool(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Nullable PooledEnvelope get(Bytes32 hash) {
    return byHash.get(hash);
  }

  /**
   * Adds an envelope that is not in the pool.
   *
   * @return empty if there is no room for it
   */
  Optional<PooledEnvelope> add(Envelope envelope, boolean flooded) {
    int size = envelope.rlp().size();
    if (bytes + size + (byHash.size() + 1L) * OBJECT_COST_BYTES > maxBytes) {
      return Optional.empty();
    }
    PooledEnvelope pooled = new PooledEnvelope(envelope, flooded);
    byHash.put(envelope.hash(), pooled);
    byExpiry.computeIfAbsent(envelope.expiry(), second -> new ArrayList<>(1)).add(pooled);
    log.append(pooled);
    twins.add(pooled);
    bytes += size;
    return Optional.of(pooled);
  }

  /** Forgets the envelopes whose expiry is before {@code now}. */
  void expire(Moment now) {
    Map<Long, List<PooledEnvelope>> expired = byExpiry.headMap(now.unixSeconds(), false);
    for (List<PooledEnvelope> envelopes : expired.values()) {
      for (PooledEnvelope pooled : envelopes) {
        byHash.remove(pooled.envelope.hash());
        log.remove(pooled);
        twins.remove(pooled);
        bytes -= pooled.envelope.rlp().size();
      }
    }
    expired.clear();
  }

  /** A number for a new peer, as small as possible, known to no envelope. */
  int takePeerSlot() {
    int slot = peerSlots.nextClearBit(0);
    peerSlots.set(slot);
    return slot;
  }

  /** Gives a peer's number back: the one walk over the pool that a connection costs. */
  void releasePeerSlot(int slot) {
    log.all().forEach(pooled -> pooled.forgetPeer(slot));
    peerSlots.clear(slot);
  }

  EnvelopeLog.Cursor newCursor() {
    return log.newCursor();
  }

  int size() {
    return byHash.size();
  }

  /** RLP bytes alone, as geth counts. */
  long bytes() {
    return bytes;
  }

  long maxBytes() {
    return maxBytes;
  }
}

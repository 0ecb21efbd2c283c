// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes that have not expired, each once, and which peers have it. Bounded in bytes: what
 * does not fit is not kept. A reserve is for envelopes of our own alone, so that strangers who fill
 * the pool do not keep us from posting. Belongs to the shh loop.
 */
public final class EnvelopePool {

  /** Ours: what an envelope takes besides its RLP: objects, its hash, its places in the maps. */
  public static final int OBJECT_COST_BYTES = 400;

  /** Ours: what is added to the pool's room as a reserve for envelopes of our own. */
  private static final int RESERVE_SHARE = 8;

  /** One part of the room, with what the envelopes in it are charged. */
  private static final class Account {
    final long maxBytes;
    long chargedBytes;

    Account(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    boolean hasRoom(int cost) {
      return chargedBytes + cost <= maxBytes;
    }
  }

  private final ShhListener listener;
  private final Account common;
  private final Account reserve;

  /** Connections look into it from their own threads. */
  private final Map<Bytes32, PooledEnvelope> byHash = new ConcurrentHashMap<>();

  private final TwinFinder twins = new TwinFinder();
  private final TreeMap<Long, List<PooledEnvelope>> byExpiry = new TreeMap<>();
  private final EnvelopeLog log = new EnvelopeLog();
  private final BitSet peerSlots = new BitSet();
  private long bytes;

  /**
   * @param maxBytes of all envelopes with what they cost besides; the reserve is added
   * @param listener told what comes, is refused and goes
   */
  EnvelopePool(long maxBytes, ShhListener listener) {
    this.listener = listener;
    this.common = new Account(maxBytes);
    this.reserve = new Account(maxBytes / RESERVE_SHARE);
  }

  /** Whether an envelope is here just now; from any thread. */
  boolean contains(Bytes32 hash) {
    return byHash.containsKey(hash);
  }

  @Nullable PooledEnvelope get(Bytes32 hash) {
    return byHash.get(hash);
  }

  /**
   * Adds an envelope of another that is not in the pool.
   *
   * @param flooded whether peers get it
   * @return empty if there is no room for it
   */
  Optional<PooledEnvelope> add(Envelope envelope, Source source, boolean flooded) {
    if (!common.hasRoom(cost(envelope))) {
      listener.onRefused(envelope, source, DropReason.POOL_FULL);
      return Optional.empty();
    }
    return Optional.of(add(envelope, source, flooded, common));
  }

  /**
   * Adds an envelope of our own that is not in the pool; peers get it. Into an empty reserve goes
   * one of any size.
   *
   * @return empty if our own have used up the reserve too
   */
  Optional<PooledEnvelope> addOwn(Envelope envelope) {
    int cost = cost(envelope);
    if (common.hasRoom(cost)) {
      return Optional.of(add(envelope, Source.OWN, true, common));
    }
    if (reserve.hasRoom(cost) || reserve.chargedBytes == 0) {
      return Optional.of(add(envelope, Source.OWN, true, reserve));
    }
    listener.onRefused(envelope, Source.OWN, DropReason.OWN_POOL_FULL);
    return Optional.empty();
  }

  private PooledEnvelope add(Envelope envelope, Source source, boolean flooded, Account account) {
    PooledEnvelope pooled = new PooledEnvelope(envelope, flooded, account == reserve);
    byHash.put(envelope.hash(), pooled);
    byExpiry.computeIfAbsent(envelope.expiry(), second -> new ArrayList<>(1)).add(pooled);
    log.append(pooled);
    twins.add(pooled);
    bytes += envelope.rlp().size();
    account.chargedBytes += cost(envelope);
    listener.onPooled(envelope, source);
    return pooled;
  }

  private static int cost(Envelope envelope) {
    return envelope.rlp().size() + OBJECT_COST_BYTES;
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
        (pooled.inReserve ? reserve : common).chargedBytes -= cost(pooled.envelope);
        listener.onExpired(pooled.envelope);
      }
    }
    expired.clear();
  }

  /** A number for a new peer, the smallest that is free. No envelope is marked as known to it. */
  int takePeerSlot() {
    int slot = peerSlots.nextClearBit(0);
    peerSlots.set(slot);
    return slot;
  }

  /** Gives a peer's number back. That takes a walk over the pool, once per connection. */
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

  /** The room that all envelopes share, without the reserve. */
  long maxBytes() {
    return common.maxBytes;
  }
}

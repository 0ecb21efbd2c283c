// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import dev.shhnode.envelope.Envelope;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An envelope in the pool with the set of peers that have it. The set lives and dies with the
 * envelope, so it needs no pruning (geth's per-peer sets leak, defect D2). Belongs to the shh loop.
 *
 * <p>It is also its own entry in the heaps of the pool: objects for that would double what a small
 * envelope takes.
 */
public final class PooledEnvelope {

  /** Ours: what an envelope takes besides its RLP: objects, its hash, its places in the tables. */
  public static final int OBJECT_COST_BYTES = 272;

  private static final long[] NONE = {};
  private static final int NOWHERE = -1;

  private final Envelope envelope;

  /** Of the envelope, by which heaps order. */
  final long expiry;

  /** Whether peers get it: a light client keeps foreign envelopes only so as to know them again. */
  private final boolean flooded;

  /** Whether it may take the part of the pool that only such envelopes may have. */
  final boolean brief;

  /** Expected hashes per byte: what decides, with its remaining life, who makes room. */
  final float workPerByte;

  /** Who is charged. */
  final PoolShare share;

  /** Its number in the pool; kept by {@link EnvelopeSlots}. */
  int slot = NOWHERE;

  /** Where it stands in the log; kept by {@link EnvelopeLog}. */
  int position;

  /** Where it stands in the heap by expiry; kept by {@link EnvelopeHeap}. */
  int placeByExpiry = NOWHERE;

  /** Where it stands among those that may be evicted; kept by {@link EnvelopeHeap}. */
  int placeToEvict = NOWHERE;

  /** The next of the same envelopes under other nonces, in a ring; null if there are none. */
  private @Nullable PooledEnvelope nextTwin;

  private long firstPeers;
  private long[] morePeers = NONE;

  PooledEnvelope(
      Envelope envelope, boolean flooded, boolean brief, double workPerByte, PoolShare share) {
    this.envelope = envelope;
    this.expiry = envelope.expiry();
    this.flooded = flooded;
    this.brief = brief;
    this.workPerByte = (float) workPerByte;
    this.share = share;
  }

  public Envelope envelope() {
    return envelope;
  }

  /** Whether this node made it. */
  public boolean isOwn() {
    return share.isOwn();
  }

  /** Whether peers get it. */
  public boolean isFlooded() {
    return flooded;
  }

  /** Bytes of memory, as they are charged. */
  int cost() {
    return cost(envelope);
  }

  static int cost(Envelope envelope) {
    return envelope.rlpSize() + OBJECT_COST_BYTES;
  }

  /**
   * Expected hashes per byte and second that it still has to live: what keeping it is worth, since
   * proof of work pays for bytes and seconds.
   */
  double worth(long unixSeconds) {
    return workPerByte / Math.max(1, expiry - unixSeconds);
  }

  boolean canBeEvicted() {
    return placeToEvict != NOWHERE;
  }

  /** Whether a peer has it, or has been sent it. */
  public boolean isKnownTo(int peerSlot) {
    if (peerSlot < Long.SIZE) {
      return (firstPeers >>> peerSlot & 1) == 1;
    }
    int word = peerSlot / Long.SIZE - 1;
    return word < morePeers.length && (morePeers[word] >>> peerSlot & 1) == 1;
  }

  public void markKnownTo(int peerSlot) {
    if (peerSlot < Long.SIZE) {
      firstPeers |= 1L << peerSlot;
      return;
    }
    int word = peerSlot / Long.SIZE - 1;
    if (word >= morePeers.length) {
      morePeers = Arrays.copyOf(morePeers, word + 1);
    }
    morePeers[word] |= 1L << peerSlot;
  }

  void forgetPeer(int peerSlot) {
    if (peerSlot < Long.SIZE) {
      firstPeers &= ~(1L << peerSlot);
      return;
    }
    int word = peerSlot / Long.SIZE - 1;
    if (word < morePeers.length) {
      morePeers[word] &= ~(1L << peerSlot);
    }
  }

  /** Makes known that {@code other}, which is in the pool too, differs only in its nonce. */
  void joinTwin(PooledEnvelope other) {
    nextTwin = other.nextTwin == null ? other : other.nextTwin;
    other.nextTwin = this;
  }

  /** Leaves the ring; returns one that stays in it. */
  @Nullable PooledEnvelope leaveTwins() {
    PooledEnvelope after = nextTwin;
    if (after == null) {
      return null;
    }
    PooledEnvelope before = after;
    while (before.nextTwin != this && before.nextTwin != null) {
      before = before.nextTwin;
    }
    before.nextTwin = before == after ? null : after;
    nextTwin = null;
    return after;
  }

  /** How many there are of it with different nonces, itself included. */
  int twins() {
    int count = 1;
    for (PooledEnvelope twin = nextTwin; twin != null && twin != this; twin = twin.nextTwin) {
      count++;
    }
    return count;
  }

  /** Whether the pool has it under another nonce that is {@code good}. */
  public boolean hasTwin(Predicate<PooledEnvelope> good) {
    for (PooledEnvelope twin = nextTwin; twin != null && twin != this; twin = twin.nextTwin) {
      if (good.test(twin)) {
        return true;
      }
    }
    return false;
  }
}

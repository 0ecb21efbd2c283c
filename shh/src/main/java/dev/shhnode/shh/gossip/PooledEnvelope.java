// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.Envelope;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An envelope in the pool with the set of peers that have it. The set lives and dies with the
 * envelope, so it needs no pruning (geth's per-peer sets leak, defect D2). Belongs to the shh loop.
 */
final class PooledEnvelope {

  private static final long[] NONE = {};

  final Envelope envelope;

  /** Whether peers get it: a light client keeps foreign envelopes only so as to know them again. */
  final boolean flooded;

  /** Whether it is charged to the reserve for envelopes of our own. */
  final boolean inReserve;

  /** Where it stands in the log; kept by {@link EnvelopeLog}. */
  int position;

  /** The next of the same envelopes under other nonces, in a ring; null if there are none. */
  private @Nullable PooledEnvelope nextTwin;

  private long firstPeers;
  private long[] morePeers = NONE;

  PooledEnvelope(Envelope envelope, boolean flooded, boolean inReserve) {
    this.envelope = envelope;
    this.flooded = flooded;
    this.inReserve = inReserve;
  }

  boolean isKnownTo(int peerSlot) {
    if (peerSlot < Long.SIZE) {
      return (firstPeers >>> peerSlot & 1) == 1;
    }
    int word = peerSlot / Long.SIZE - 1;
    return word < morePeers.length && (morePeers[word] >>> peerSlot & 1) == 1;
  }

  /** Makes known that {@code other}, which is in the pool too, differs only in its nonce. */
  void joinTwin(PooledEnvelope other) {
    nextTwin = other.nextTwin == null ? other : other.nextTwin;
    other.nextTwin = this;
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
  boolean hasTwin(Predicate<PooledEnvelope> good) {
    for (PooledEnvelope twin = nextTwin; twin != null && twin != this; twin = twin.nextTwin) {
      if (good.test(twin)) {
        return true;
      }
    }
    return false;
  }

  void markKnownTo(int peerSlot) {
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
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import java.util.Arrays;

/**
 * An envelope in the pool with the set of peers that have it. The set lives and dies with the
 * envelope, so it needs no pruning (geth's per-peer sets leak, defect D2).
 */
final class PooledEnvelope {

  private static final long[] NONE = {};

  final Envelope envelope;

  /** Whether peers get it: a light client keeps foreign envelopes only so as to know them again. */
  final boolean flooded;

  /** Where it stands in the log; kept by {@link EnvelopeLog}. */
  int position;

  private long firstPeers;
  private long[] morePeers = NONE;

  PooledEnvelope(Envelope envelope, boolean flooded) {
    this.envelope = envelope;
    this.flooded = flooded;
  }

  boolean isKnownTo(int peerSlot) {
    if (peerSlot < Long.SIZE) {
      return (firstPeers >>> peerSlot & 1) == 1;
    }
    int word = peerSlot / Long.SIZE - 1;
    return word < morePeers.length && (morePeers[word] >>> peerSlot & 1) == 1;
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

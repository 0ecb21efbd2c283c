// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/** How large packets may be, in bytes of decompressed body. */
final class ShhPacketLimits {

  /** Above this a geth with default settings hangs up: its maximum message size. */
  private static final long GETH_MAX_PACKET_BYTES = 1 << 20;

  /** At least the list header that goes around an envelope in a packet. */
  private static final int LIST_HEADER_BYTES = 8;

  /**
   * Ours for bundles. geth puts all that a peer lacks into one packet, also when that is more than
   * it would take itself; each envelope in it is still bounded by the maximum message size.
   */
  static final int MAX_RECEIVED_BUNDLE_BYTES = 16 << 20;

  /** Ours: what an object costs, so that packets of nothing and of tiny envelopes count too. */
  private static final int OBJECT_COST_BYTES = 256;

  private ShhPacketLimits() {}

  /**
   * Most bytes of an envelope's RLP that is sent: what geth takes in one packet, or more where we
   * take more ourselves and so, one hopes, do our peers.
   */
  static long maxSentEnvelopeBytes(long maxMessageSize) {
    return Math.max(GETH_MAX_PACKET_BYTES, maxMessageSize) - LIST_HEADER_BYTES;
  }

  /** What a decoded packet takes of our memory while it waits for the shh loop. */
  static int costBytes(Packet packet, int bodySize) {
    int envelopes = packet instanceof Packet.Messages messages ? messages.envelopes().size() : 0;
    return bodySize + (1 + envelopes) * OBJECT_COST_BYTES;
  }
}

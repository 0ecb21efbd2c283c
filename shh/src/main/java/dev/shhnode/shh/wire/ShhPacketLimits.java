// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

/** How large packets may be, in bytes of decompressed body. */
public final class ShhPacketLimits {

  /** Above this a geth with default settings hangs up: its maximum message size. */
  private static final long GETH_MAX_PACKET_BYTES = 1 << 20;

  /** At least the list header that goes around an envelope in a packet. */
  private static final int LIST_HEADER_BYTES = 8;

  /**
   * Ours for bundles. geth puts all that a peer lacks into one packet, also when that is more than
   * it would take itself; each envelope in it is still bounded by the maximum message size.
   */
  public static final int MAX_RECEIVED_BUNDLE_BYTES = 16 << 20;

  /** Of larger packets than geth and Status send, no acknowledgement is computed. */
  public static final int MAX_CONFIRMED_BYTES = (int) GETH_MAX_PACKET_BYTES;

  /**
   * Ours: what an object costs besides its bytes, so that packets of nothing and of tiny envelopes
   * count too; a task of the loop, or an envelope with its hash.
   */
  private static final int OBJECT_COST_BYTES = 400;

  private ShhPacketLimits() {}

  /**
   * Most bytes of an envelope's RLP that is sent: what geth takes in one packet, or more where we
   * take more ourselves and so, one hopes, do our peers.
   */
  public static long maxSentEnvelopeBytes(long maxMessageSize) {
    return Math.max(GETH_MAX_PACKET_BYTES, maxMessageSize) - LIST_HEADER_BYTES;
  }

  /**
   * What a packet takes of our memory while it waits for the shh loop.
   *
   * @param bytes of its body
   * @param envelopes that have been read of it
   */
  public static int costBytes(int bytes, int envelopes) {
    return bytes + (1 + envelopes) * OBJECT_COST_BYTES;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

/**
 * How much may come from one connection, one address, or one range of addresses.
 *
 * @param bytes as they come from the socket
 * @param messages of RLPx, pings and packets that mean nothing included
 * @param envelopes or what else the packets of sub-protocols hold
 * @param work that sub-protocols have with them, in {@link dev.shhnode.rlpx.PeerConnection#spend
 *     units} of about half a microsecond
 */
public record InboundRates(Rate bytes, Rate messages, Rate envelopes, Rate work) {

  private static final int MEBI = 1 << 20;
  private static final int MILLION = 1_000_000;

  /**
   * Ours: of any connection, also from this machine. More than a program on this machine can bring
   * and this node can pass on, so that an honest one is never delayed.
   */
  public static final InboundRates OF_CONNECTION =
      new InboundRates(
          new Rate(256 * MEBI, 512 * MEBI),
          new Rate(50_000, 200_000),
          new Rate(250_000, MILLION),
          new Rate(5 * MILLION, 20 * MILLION));

  /**
   * Ours: of a public address. At once twice the pool of a peer that has been full for long, which
   * geth sends to whom it meets; afterwards what a line of 256 Mbit/s carries, for a quarter of a
   * processor.
   */
  public static final InboundRates OF_ADDRESS =
      new InboundRates(
          new Rate(32 * MEBI, 256 * MEBI),
          new Rate(5_000, 50_000),
          new Rate(20_000, 400_000),
          new Rate(MILLION / 2, 16 * MILLION));

  /** Ours: of a range of addresses, as much as of two addresses. */
  public static final InboundRates OF_RANGE = OF_ADDRESS.times(2);

  private InboundRates times(int factor) {
    return new InboundRates(
        bytes.times(factor), messages.times(factor), envelopes.times(factor), work.times(factor));
  }
}

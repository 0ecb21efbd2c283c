// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import dev.shhnode.crypto.Keccak256;
import java.nio.charset.StandardCharsets;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * What all lengths of a packet follow from. Networks with another geometry are other networks.
 *
 * @param maxHops the longest path, r: at least 1, at most 15
 * @param payloadSize bytes of the body δ: 64 to 65,535, for the length of its padding has 16 bits
 * @param logSize bytes of the log ζ that a reply carries: 0 to 64
 */
public record Geometry(int maxHops, int payloadSize, int logSize) {

  /** The geometry of {@code mix/1}: packets of 1,760 bytes. */
  public static final Geometry MIX1 = new Geometry(5, 1_504, 32);

  /** Bytes of a point of X25519, and of the left half of LIONESS. */
  static final int POINT_SIZE = 32;

  /** Bytes of a MAC, of the address of a hop and of the zeros before a payload. */
  static final int BLOCK_SIZE = 16;

  /** Bytes that a hop takes of the routing information: where to go, and the MAC for there. */
  static final int HOP_SIZE = 2 * BLOCK_SIZE;

  private static final int PADDING_LENGTH_SIZE = 2;
  private static final int COMMAND_SIZE = 2;

  /**
   * @throws IllegalArgumentException if a value is out of its bounds
   */
  public Geometry {
    require("hops", maxHops, 1, 15);
    require("bytes of payload", payloadSize, 64, 0xffff);
    require("bytes of log", logSize, 0, 64);
  }

  private static void require(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(value + " " + what + ", expected " + min + " to " + max);
    }
  }

  /** Bytes of a packet: no other length is one. */
  public int packetSize() {
    return bodyOffset() + payloadSize;
  }

  /** Bytes of α, β and γ together. */
  public int headerSize() {
    return macOffset() + BLOCK_SIZE;
  }

  /** The longest body that a packet to an exit can have, in bytes. */
  public int maxBodySize() {
    return maxReplySize() - COMMAND_SIZE;
  }

  /** The longest body that a reply by SURB can have, in bytes. */
  public int maxReplySize() {
    return payloadSize - BLOCK_SIZE - PADDING_LENGTH_SIZE;
  }

  /** Bytes of an encoded SURB: the first hop, the header and the key of the payload. */
  public int surbSize() {
    return BLOCK_SIZE + headerSize() + POINT_SIZE;
  }

  /** Names the geometry and the profile MIX1: nodes of another hash cannot read each other. */
  public Bytes32 hash() {
    String name = SphinxProfile.MIX1.name() + "," + maxHops + "," + payloadSize + "," + logSize;
    return Keccak256.hash(Bytes.wrap(name.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Bytes of β. */
  int routingSize() {
    return (2 * maxHops + 1) * BLOCK_SIZE;
  }

  int macOffset() {
    return POINT_SIZE + routingSize();
  }

  int logOffset() {
    return headerSize();
  }

  int bodyOffset() {
    return logOffset() + logSize;
  }
}

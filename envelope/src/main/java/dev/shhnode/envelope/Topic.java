// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import org.apache.tuweni.bytes.Bytes;

/**
 * Four bytes, chosen by the application, by which readers find envelopes.
 *
 * @param value the bytes as a big-endian integer
 */
public record Topic(int value) {

  /** Bytes of a topic. */
  public static final int SIZE = 4;

  /** What stands for "no topic" in geth's RPC. */
  public static final Topic ZERO = new Topic(0);

  /**
   * Makes a topic of its bytes.
   *
   * @throws IllegalArgumentException if they are not 4
   */
  public static Topic of(Bytes bytes) {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("topic is " + bytes.size() + " bytes, expected " + SIZE);
    }
    return new Topic(bytes.toInt());
  }

  public Bytes toBytes() {
    return Bytes.ofUnsignedInt(Integer.toUnsignedLong(value));
  }

  /** The byte at {@code index}, 0 to 255. */
  int byteAt(int index) {
    return value >>> (SIZE - 1 - index) * Byte.SIZE & 0xff;
  }

  /** {@code 0x} and 8 hex digits. */
  @Override
  public String toString() {
    return toBytes().toHexString();
  }
}

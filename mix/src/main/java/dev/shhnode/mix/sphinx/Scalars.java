// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.math.BigInteger;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;

/**
 * Products of scalars of X25519, so that a sender multiplies a point once for each hop and not once
 * for each hop before it.
 */
final class Scalars {

  /** The order of the curve with its cofactor, 8·(2^252 + 277…): RFC 7748, section 4.1. */
  private static final BigInteger ORDER =
      BigInteger.TWO
          .pow(252)
          .add(new BigInteger("27742317777372353535851937790883648493"))
          .shiftLeft(3);

  private Scalars() {}

  /** Makes a scalar of 32 random bytes, little-endian, in place (RFC 7748, section 5). */
  static void clamp(byte[] scalar) {
    scalar[0] &= (byte) 0xf8;
    scalar[31] &= 0x7f;
    scalar[31] |= 0x40;
  }

  /**
   * A clamped scalar that takes every point of the curve to where first {@code a} and then {@code
   * b} take it.
   *
   * <p>Clamped scalars have bit 254 set and X25519 sets it in any other, so the product must be
   * brought there: as only the X coordinate counts, either the product or its negative is, but for
   * about one product in 2^126. Points of the twist, which no honest mix has for a key, are taken
   * elsewhere: such a mix then cannot read what is sent to it. Not in constant time; a's and b's
   * are drawn for one packet each, so there is nothing that an observer could time twice.
   */
  static byte[] product(byte[] a, byte[] b) {
    BigInteger product = number(a).multiply(number(b)).mod(ORDER);
    BigInteger clamped = product.testBit(254) ? product : ORDER.subtract(product);
    return bytes(clamped);
  }

  private static BigInteger number(byte[] littleEndian) {
    return new BigInteger(1, Arrays.reverse(littleEndian));
  }

  private static byte[] bytes(BigInteger number) {
    return Arrays.reverse(BigIntegers.asUnsignedByteArray(32, number));
  }
}

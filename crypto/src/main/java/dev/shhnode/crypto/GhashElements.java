// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.util.Arrays;

/**
 * Elements of GHASH's field (NIST SP 800-38D, section 6.3), of which the first bit is the
 * coefficient of x⁰. The halves stand in two arrays, so that the JVM uses vector instructions.
 */
final class GhashElements {

  /** Bits of an element. */
  static final int BITS = 128;

  /** The modulus, x^128 + x^7 + x^2 + x + 1, without x^128. */
  private static final long MODULUS = 0xE1L << 56;

  private final long[] high;
  private final long[] low;

  private GhashElements(long[] high, long[] low) {
    this.high = high;
    this.low = low;
  }

  /** Zeros. */
  GhashElements(int count) {
    this(new long[count], new long[count]);
  }

  /** The first 64 bits of each, to be written too. */
  long[] high() {
    return high;
  }

  /** The other 64 bits of each, to be written too. */
  long[] low() {
    return low;
  }

  int count() {
    return high.length;
  }

  /** The first of these, or these and zeros. */
  GhashElements withCount(int count) {
    return new GhashElements(Arrays.copyOf(high, count), Arrays.copyOf(low, count));
  }

  /** All of them multiplied by x. */
  GhashElements timesX() {
    GhashElements product = new GhashElements(count());
    for (int i = 0; i < high.length; i++) {
      product.high[i] = timesXHigh(high[i], low[i]);
    }
    for (int i = 0; i < high.length; i++) {
      product.low[i] = timesXLow(high[i], low[i]);
    }
    return product;
  }

  /** The first half of an element times x. */
  static long timesXHigh(long high, long low) {
    return (high >>> 1) ^ (-(low & 1) & MODULUS);
  }

  /** The second half. */
  static long timesXLow(long high, long low) {
    return (low >>> 1) | (high << 63);
  }

  /** The sum, in GF(2), of those of their bits that {@code masks}, at least as many, name. */
  int sumOfBits(GhashElements masks) {
    long sum = 0;
    for (int i = 0; i < high.length; i++) {
      sum ^= (high[i] & masks.high[i]) ^ (low[i] & masks.low[i]);
    }
    return Long.bitCount(sum) & 1;
  }
}

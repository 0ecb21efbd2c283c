// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

/**
 * The permutation Keccak-f[1600] on many states abreast: row {@code r} of one flat array holds lane
 * {@code r} of all of them.
 *
 * <p>Written for the vectoriser of HotSpot's C2, which leaves a loop as it is without saying so.
 * Hence every loop stands in its own static method and is small enough to be unrolled, all rows are
 * in one array at offsets known to the compiler, which proves that they do not overlap, and nothing
 * is abstracted.
 */
public final class WideKeccakF {

  /**
   * States permuted at once: whole vectors of any width and a vector more, which the loop that
   * aligns them takes; and as many as the nearest cache has room for.
   */
  public static final int ABREAST = 104;

  /**
   * Longs from one row to the next. Without the eight more, addresses of two rows look alike to the
   * processor, and loads of one wait for stores to the other.
   */
  public static final int STRIDE = ABREAST + 8;

  /** Where the 25 rows of lanes after theta, rho and pi begin. */
  private static final int MOVED = KeccakF.LANES * STRIDE;

  /** Where the five rows of theta's column parities begin. */
  private static final int PARITY = 2 * KeccakF.LANES * STRIDE;

  /** Longs that {@link #permute} works on, of which the first 25 rows are the states. */
  public static final int LENGTH = PARITY + 5 * STRIDE;

  private WideKeccakF() {}

  /** Permutes all states of {@code s} in place. */
  public static void permute(long[] s) {
    for (long roundConstant : KeccakF.ROUND_CONSTANTS) {
      parityOfColumns012(s);
      parityOfColumns34(s);
      moveColumn0(s);
      moveColumn1(s);
      moveColumn2(s);
      moveColumn3(s);
      moveColumn4(s);
      mixRow0(s, roundConstant);
      mixRow1(s);
      mixRow2(s);
      mixRow3(s);
      mixRow4(s);
    }
  }

  private static void parityOfColumns012(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      s[PARITY + i] =
          s[i] ^ s[5 * STRIDE + i] ^ s[10 * STRIDE + i] ^ s[15 * STRIDE + i] ^ s[20 * STRIDE + i];
      s[PARITY + STRIDE + i] =
          s[STRIDE + i]
              ^ s[6 * STRIDE + i]
              ^ s[11 * STRIDE + i]
              ^ s[16 * STRIDE + i]
              ^ s[21 * STRIDE + i];
      s[PARITY + 2 * STRIDE + i] =
          s[2 * STRIDE + i]
              ^ s[7 * STRIDE + i]
              ^ s[12 * STRIDE + i]
              ^ s[17 * STRIDE + i]
              ^ s[22 * STRIDE + i];
    }
  }

  private static void parityOfColumns34(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      s[PARITY + 3 * STRIDE + i] =
          s[3 * STRIDE + i]
              ^ s[8 * STRIDE + i]
              ^ s[13 * STRIDE + i]
              ^ s[18 * STRIDE + i]
              ^ s[23 * STRIDE + i];
      s[PARITY + 4 * STRIDE + i] =
          s[4 * STRIDE + i]
              ^ s[9 * STRIDE + i]
              ^ s[14 * STRIDE + i]
              ^ s[19 * STRIDE + i]
              ^ s[24 * STRIDE + i];
    }
  }

  private static void moveColumn0(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      long d = s[PARITY + 4 * STRIDE + i] ^ Long.rotateLeft(s[PARITY + STRIDE + i], 1);
      s[MOVED + i] = s[i] ^ d;
      s[MOVED + 16 * STRIDE + i] = Long.rotateLeft(s[5 * STRIDE + i] ^ d, 36);
      s[MOVED + 7 * STRIDE + i] = Long.rotateLeft(s[10 * STRIDE + i] ^ d, 3);
      s[MOVED + 23 * STRIDE + i] = Long.rotateLeft(s[15 * STRIDE + i] ^ d, 41);
      s[MOVED + 14 * STRIDE + i] = Long.rotateLeft(s[20 * STRIDE + i] ^ d, 18);
    }
  }

  private static void moveColumn1(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      long d = s[PARITY + i] ^ Long.rotateLeft(s[PARITY + 2 * STRIDE + i], 1);
      s[MOVED + 10 * STRIDE + i] = Long.rotateLeft(s[STRIDE + i] ^ d, 1);
      s[MOVED + STRIDE + i] = Long.rotateLeft(s[6 * STRIDE + i] ^ d, 44);
      s[MOVED + 17 * STRIDE + i] = Long.rotateLeft(s[11 * STRIDE + i] ^ d, 10);
      s[MOVED + 8 * STRIDE + i] = Long.rotateLeft(s[16 * STRIDE + i] ^ d, 45);
      s[MOVED + 24 * STRIDE + i] = Long.rotateLeft(s[21 * STRIDE + i] ^ d, 2);
    }
  }

  private static void moveColumn2(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      long d = s[PARITY + STRIDE + i] ^ Long.rotateLeft(s[PARITY + 3 * STRIDE + i], 1);
      s[MOVED + 20 * STRIDE + i] = Long.rotateLeft(s[2 * STRIDE + i] ^ d, 62);
      s[MOVED + 11 * STRIDE + i] = Long.rotateLeft(s[7 * STRIDE + i] ^ d, 6);
      s[MOVED + 2 * STRIDE + i] = Long.rotateLeft(s[12 * STRIDE + i] ^ d, 43);
      s[MOVED + 18 * STRIDE + i] = Long.rotateLeft(s[17 * STRIDE + i] ^ d, 15);
      s[MOVED + 9 * STRIDE + i] = Long.rotateLeft(s[22 * STRIDE + i] ^ d, 61);
    }
  }

  private static void moveColumn3(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      long d = s[PARITY + 2 * STRIDE + i] ^ Long.rotateLeft(s[PARITY + 4 * STRIDE + i], 1);
      s[MOVED + 5 * STRIDE + i] = Long.rotateLeft(s[3 * STRIDE + i] ^ d, 28);
      s[MOVED + 21 * STRIDE + i] = Long.rotateLeft(s[8 * STRIDE + i] ^ d, 55);
      s[MOVED + 12 * STRIDE + i] = Long.rotateLeft(s[13 * STRIDE + i] ^ d, 25);
      s[MOVED + 3 * STRIDE + i] = Long.rotateLeft(s[18 * STRIDE + i] ^ d, 21);
      s[MOVED + 19 * STRIDE + i] = Long.rotateLeft(s[23 * STRIDE + i] ^ d, 56);
    }
  }

  private static void moveColumn4(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      long d = s[PARITY + 3 * STRIDE + i] ^ Long.rotateLeft(s[PARITY + i], 1);
      s[MOVED + 15 * STRIDE + i] = Long.rotateLeft(s[4 * STRIDE + i] ^ d, 27);
      s[MOVED + 6 * STRIDE + i] = Long.rotateLeft(s[9 * STRIDE + i] ^ d, 20);
      s[MOVED + 22 * STRIDE + i] = Long.rotateLeft(s[14 * STRIDE + i] ^ d, 39);
      s[MOVED + 13 * STRIDE + i] = Long.rotateLeft(s[19 * STRIDE + i] ^ d, 8);
      s[MOVED + 4 * STRIDE + i] = Long.rotateLeft(s[24 * STRIDE + i] ^ d, 14);
    }
  }

  private static void mixRow0(long[] s, long roundConstant) {
    for (int i = 0; i < ABREAST; i++) {
      long b0 = s[MOVED + i];
      long b1 = s[MOVED + STRIDE + i];
      long b2 = s[MOVED + 2 * STRIDE + i];
      long b3 = s[MOVED + 3 * STRIDE + i];
      long b4 = s[MOVED + 4 * STRIDE + i];
      s[i] = b0 ^ (~b1 & b2) ^ roundConstant;
      s[STRIDE + i] = b1 ^ (~b2 & b3);
      s[2 * STRIDE + i] = b2 ^ (~b3 & b4);
      s[3 * STRIDE + i] = b3 ^ (~b4 & b0);
      s[4 * STRIDE + i] = b4 ^ (~b0 & b1);
    }
  }

  private static void mixRow1(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      long b0 = s[MOVED + 5 * STRIDE + i];
      long b1 = s[MOVED + 6 * STRIDE + i];
      long b2 = s[MOVED + 7 * STRIDE + i];
      long b3 = s[MOVED + 8 * STRIDE + i];
      long b4 = s[MOVED + 9 * STRIDE + i];
      s[5 * STRIDE + i] = b0 ^ (~b1 & b2);
      s[6 * STRIDE + i] = b1 ^ (~b2 & b3);
      s[7 * STRIDE + i] = b2 ^ (~b3 & b4);
      s[8 * STRIDE + i] = b3 ^ (~b4 & b0);
      s[9 * STRIDE + i] = b4 ^ (~b0 & b1);
    }
  }

  private static void mixRow2(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      long b0 = s[MOVED + 10 * STRIDE + i];
      long b1 = s[MOVED + 11 * STRIDE + i];
      long b2 = s[MOVED + 12 * STRIDE + i];
      long b3 = s[MOVED + 13 * STRIDE + i];
      long b4 = s[MOVED + 14 * STRIDE + i];
      s[10 * STRIDE + i] = b0 ^ (~b1 & b2);
      s[11 * STRIDE + i] = b1 ^ (~b2 & b3);
      s[12 * STRIDE + i] = b2 ^ (~b3 & b4);
      s[13 * STRIDE + i] = b3 ^ (~b4 & b0);
      s[14 * STRIDE + i] = b4 ^ (~b0 & b1);
    }
  }

  private static void mixRow3(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      long b0 = s[MOVED + 15 * STRIDE + i];
      long b1 = s[MOVED + 16 * STRIDE + i];
      long b2 = s[MOVED + 17 * STRIDE + i];
      long b3 = s[MOVED + 18 * STRIDE + i];
      long b4 = s[MOVED + 19 * STRIDE + i];
      s[15 * STRIDE + i] = b0 ^ (~b1 & b2);
      s[16 * STRIDE + i] = b1 ^ (~b2 & b3);
      s[17 * STRIDE + i] = b2 ^ (~b3 & b4);
      s[18 * STRIDE + i] = b3 ^ (~b4 & b0);
      s[19 * STRIDE + i] = b4 ^ (~b0 & b1);
    }
  }

  private static void mixRow4(long[] s) {
    for (int i = 0; i < ABREAST; i++) {
      long b0 = s[MOVED + 20 * STRIDE + i];
      long b1 = s[MOVED + 21 * STRIDE + i];
      long b2 = s[MOVED + 22 * STRIDE + i];
      long b3 = s[MOVED + 23 * STRIDE + i];
      long b4 = s[MOVED + 24 * STRIDE + i];
      s[20 * STRIDE + i] = b0 ^ (~b1 & b2);
      s[21 * STRIDE + i] = b1 ^ (~b2 & b3);
      s[22 * STRIDE + i] = b2 ^ (~b3 & b4);
      s[23 * STRIDE + i] = b3 ^ (~b4 & b0);
      s[24 * STRIDE + i] = b4 ^ (~b0 & b1);
    }
  }
}

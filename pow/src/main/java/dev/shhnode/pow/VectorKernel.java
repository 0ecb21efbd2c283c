// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.AND_NOT;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.ROL;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.shhnode.crypto.keccak.KeccakF;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * As many nonces abreast as a vector register has room for, the whole state of each in registers.
 * The fastest kernel once it is compiled, where registers are wide and can be rotated; very slow
 * before, as every vector is an object then. Not thread-safe; belongs to one worker.
 *
 * <p>Nothing may refer to this class but {@link VectorModule}: it cannot be linked where
 * jdk.incubator.vector is missing, and is compiled apart from the others as the compiler warns of
 * that module.
 */
final class VectorKernel implements NonceKernel {

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;

  /** A power of two. */
  private static final int ABREAST = LANES.length();

  private static final long[] ROUND_CONSTANTS = KeccakF.roundConstants();

  private final NonceBlock block;
  private final ScalarKernel scalar;

  /** Row {@code r} is lane {@code r} of all the states. */
  private final long[] rows = new long[KeccakF.LANES * ABREAST];

  /** The two rows that nonces are in, for the nonces from 0. */
  private final long[] nonceRows = new long[2 * ABREAST];

  VectorKernel(NonceBlock block) {
    if (!block.isSingle()) {
      throw new IllegalArgumentException("the nonce takes two permutations, expected one");
    }
    this.block = block;
    this.scalar = new ScalarKernel(block);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = block.midstate()[i / ABREAST];
    }
    int lane = block.nonceLane();
    for (int i = 0; i < ABREAST; i++) {
      nonceRows[i] = block.midstate()[lane] ^ block.nonceStart(i);
      nonceRows[ABREAST + i] = block.midstate()[lane + 1] ^ block.nonceRest(i);
    }
  }

  @Override
  public int search(long from, int count, int bits) {
    long mask = block.testedMask(bits);
    int tested = block.testedLane();
    int nonceRow = block.nonceLane() * ABREAST;
    // Of aligned nonces those of a batch differ in the lowest bits only.
    int before = (int) from & ABREAST - 1;
    for (int i = -before; i < count; i += ABREAST) {
      long nonce = from + i;
      setNonces(rows, nonceRow, nonceRows, block.nonceStart(nonce), block.nonceRest(nonce));
      long hits = batch(rows, ROUND_CONSTANTS, tested, mask);
      while (hits != 0) {
        int offset = i + Long.numberOfTrailingZeros(hits);
        if (offset >= 0
            && offset < count
            && (bits <= Long.SIZE || scalar.zeroBits(from + offset) >= bits)) {
          return offset;
        }
        hits &= hits - 1;
      }
    }
    return NONE;
  }

  @Override
  public int zeroBits(long nonce) {
    return scalar.zeroBits(nonce);
  }

  private static void setNonces(long[] rows, int at, long[] nonceRows, long start, long rest) {
    LongVector.fromArray(LANES, nonceRows, 0).lanewise(XOR, start).intoArray(rows, at);
    LongVector.fromArray(LANES, nonceRows, ABREAST)
        .lanewise(XOR, rest)
        .intoArray(rows, at + ABREAST);
  }

  /**
   * Permutes all states, and tells of each whether the masked bits of one lane are zero.
   *
   * <p>All in one method, as a vector that crosses the border of a method may become an object; two
   * rounds an iteration, which is what a compiler that rotates vectors is fastest with.
   *
   * @return a bit for each, the lowest for the first
   */
  private static long batch(long[] rows, long[] roundConstants, int lane, long mask) {
    LongVector a0 = LongVector.fromArray(LANES, rows, 0);
    LongVector a1 = LongVector.fromArray(LANES, rows, 1 * ABREAST);
    LongVector a2 = LongVector.fromArray(LANES, rows, 2 * ABREAST);
    LongVector a3 = LongVector.fromArray(LANES, rows, 3 * ABREAST);
    LongVector a4 = LongVector.fromArray(LANES, rows, 4 * ABREAST);
    LongVector a5 = LongVector.fromArray(LANES, rows, 5 * ABREAST);
    LongVector a6 = LongVector.fromArray(LANES, rows, 6 * ABREAST);
    LongVector a7 = LongVector.fromArray(LANES, rows, 7 * ABREAST);
    LongVector a8 = LongVector.fromArray(LANES, rows, 8 * ABREAST);
    LongVector a9 = LongVector.fromArray(LANES, rows, 9 * ABREAST);
    LongVector a10 = LongVector.fromArray(LANES, rows, 10 * ABREAST);
    LongVector a11 = LongVector.fromArray(LANES, rows, 11 * ABREAST);
    LongVector a12 = LongVector.fromArray(LANES, rows, 12 * ABREAST);
    LongVector a13 = LongVector.fromArray(LANES, rows, 13 * ABREAST);
    LongVector a14 = LongVector.fromArray(LANES, rows, 14 * ABREAST);
    LongVector a15 = LongVector.fromArray(LANES, rows, 15 * ABREAST);
    LongVector a16 = LongVector.fromArray(LANES, rows, 16 * ABREAST);
    LongVector a17 = LongVector.fromArray(LANES, rows, 17 * ABREAST);
    LongVector a18 = LongVector.fromArray(LANES, rows, 18 * ABREAST);
    LongVector a19 = LongVector.fromArray(LANES, rows, 19 * ABREAST);
    LongVector a20 = LongVector.fromArray(LANES, rows, 20 * ABREAST);
    LongVector a21 = LongVector.fromArray(LANES, rows, 21 * ABREAST);
    LongVector a22 = LongVector.fromArray(LANES, rows, 22 * ABREAST);
    LongVector a23 = LongVector.fromArray(LANES, rows, 23 * ABREAST);
    LongVector a24 = LongVector.fromArray(LANES, rows, 24 * ABREAST);
    for (int round = 0; round < roundConstants.length; round += 2) {
      {
        LongVector c0 =
            a0.lanewise(XOR, a5).lanewise(XOR, a10).lanewise(XOR, a15).lanewise(XOR, a20);
        LongVector c1 =
            a1.lanewise(XOR, a6).lanewise(XOR, a11).lanewise(XOR, a16).lanewise(XOR, a21);
        LongVector c2 =
            a2.lanewise(XOR, a7).lanewise(XOR, a12).lanewise(XOR, a17).lanewise(XOR, a22);
        LongVector c3 =
            a3.lanewise(XOR, a8).lanewise(XOR, a13).lanewise(XOR, a18).lanewise(XOR, a23);
        LongVector c4 =
            a4.lanewise(XOR, a9).lanewise(XOR, a14).lanewise(XOR, a19).lanewise(XOR, a24);
        LongVector d0 = c4.lanewise(XOR, c1.lanewise(ROL, 1));
        LongVector d1 = c0.lanewise(XOR, c2.lanewise(ROL, 1));
        LongVector d2 = c1.lanewise(XOR, c3.lanewise(ROL, 1));
        LongVector d3 = c2.lanewise(XOR, c4.lanewise(ROL, 1));
        LongVector d4 = c3.lanewise(XOR, c0.lanewise(ROL, 1));
        LongVector b0 = a0.lanewise(XOR, d0);
        LongVector b16 = a5.lanewise(XOR, d0).lanewise(ROL, 36);
        LongVector b7 = a10.lanewise(XOR, d0).lanewise(ROL, 3);
        LongVector b23 = a15.lanewise(XOR, d0).lanewise(ROL, 41);
        LongVector b14 = a20.lanewise(XOR, d0).lanewise(ROL, 18);
        LongVector b10 = a1.lanewise(XOR, d1).lanewise(ROL, 1);
        LongVector b1 = a6.lanewise(XOR, d1).lanewise(ROL, 44);
        LongVector b17 = a11.lanewise(XOR, d1).lanewise(ROL, 10);
        LongVector b8 = a16.lanewise(XOR, d1).lanewise(ROL, 45);
        LongVector b24 = a21.lanewise(XOR, d1).lanewise(ROL, 2);
        LongVector b20 = a2.lanewise(XOR, d2).lanewise(ROL, 62);
        LongVector b11 = a7.lanewise(XOR, d2).lanewise(ROL, 6);
        LongVector b2 = a12.lanewise(XOR, d2).lanewise(ROL, 43);
        LongVector b18 = a17.lanewise(XOR, d2).lanewise(ROL, 15);
        LongVector b9 = a22.lanewise(XOR, d2).lanewise(ROL, 61);
        LongVector b5 = a3.lanewise(XOR, d3).lanewise(ROL, 28);
        LongVector b21 = a8.lanewise(XOR, d3).lanewise(ROL, 55);
        LongVector b12 = a13.lanewise(XOR, d3).lanewise(ROL, 25);
        LongVector b3 = a18.lanewise(XOR, d3).lanewise(ROL, 21);
        LongVector b19 = a23.lanewise(XOR, d3).lanewise(ROL, 56);
        LongVector b15 = a4.lanewise(XOR, d4).lanewise(ROL, 27);
        LongVector b6 = a9.lanewise(XOR, d4).lanewise(ROL, 20);
        LongVector b22 = a14.lanewise(XOR, d4).lanewise(ROL, 39);
        LongVector b13 = a19.lanewise(XOR, d4).lanewise(ROL, 8);
        LongVector b4 = a24.lanewise(XOR, d4).lanewise(ROL, 14);
        a0 = b0.lanewise(XOR, b2.lanewise(AND_NOT, b1)).lanewise(XOR, roundConstants[round]);
        a1 = b1.lanewise(XOR, b3.lanewise(AND_NOT, b2));
        a2 = b2.lanewise(XOR, b4.lanewise(AND_NOT, b3));
        a3 = b3.lanewise(XOR, b0.lanewise(AND_NOT, b4));
        a4 = b4.lanewise(XOR, b1.lanewise(AND_NOT, b0));
        a5 = b5.lanewise(XOR, b7.lanewise(AND_NOT, b6));
        a6 = b6.lanewise(XOR, b8.lanewise(AND_NOT, b7));
        a7 = b7.lanewise(XOR, b9.lanewise(AND_NOT, b8));
        a8 = b8.lanewise(XOR, b5.lanewise(AND_NOT, b9));
        a9 = b9.lanewise(XOR, b6.lanewise(AND_NOT, b5));
        a10 = b10.lanewise(XOR, b12.lanewise(AND_NOT, b11));
        a11 = b11.lanewise(XOR, b13.lanewise(AND_NOT, b12));
        a12 = b12.lanewise(XOR, b14.lanewise(AND_NOT, b13));
        a13 = b13.lanewise(XOR, b10.lanewise(AND_NOT, b14));
        a14 = b14.lanewise(XOR, b11.lanewise(AND_NOT, b10));
        a15 = b15.lanewise(XOR, b17.lanewise(AND_NOT, b16));
        a16 = b16.lanewise(XOR, b18.lanewise(AND_NOT, b17));
        a17 = b17.lanewise(XOR, b19.lanewise(AND_NOT, b18));
        a18 = b18.lanewise(XOR, b15.lanewise(AND_NOT, b19));
        a19 = b19.lanewise(XOR, b16.lanewise(AND_NOT, b15));
        a20 = b20.lanewise(XOR, b22.lanewise(AND_NOT, b21));
        a21 = b21.lanewise(XOR, b23.lanewise(AND_NOT, b22));
        a22 = b22.lanewise(XOR, b24.lanewise(AND_NOT, b23));
        a23 = b23.lanewise(XOR, b20.lanewise(AND_NOT, b24));
        a24 = b24.lanewise(XOR, b21.lanewise(AND_NOT, b20));
      }
      {
        LongVector c0 =
            a0.lanewise(XOR, a5).lanewise(XOR, a10).lanewise(XOR, a15).lanewise(XOR, a20);
        LongVector c1 =
            a1.lanewise(XOR, a6).lanewise(XOR, a11).lanewise(XOR, a16).lanewise(XOR, a21);
        LongVector c2 =
            a2.lanewise(XOR, a7).lanewise(XOR, a12).lanewise(XOR, a17).lanewise(XOR, a22);
        LongVector c3 =
            a3.lanewise(XOR, a8).lanewise(XOR, a13).lanewise(XOR, a18).lanewise(XOR, a23);
        LongVector c4 =
            a4.lanewise(XOR, a9).lanewise(XOR, a14).lanewise(XOR, a19).lanewise(XOR, a24);
        LongVector d0 = c4.lanewise(XOR, c1.lanewise(ROL, 1));
        LongVector d1 = c0.lanewise(XOR, c2.lanewise(ROL, 1));
        LongVector d2 = c1.lanewise(XOR, c3.lanewise(ROL, 1));
        LongVector d3 = c2.lanewise(XOR, c4.lanewise(ROL, 1));
        LongVector d4 = c3.lanewise(XOR, c0.lanewise(ROL, 1));
        LongVector b0 = a0.lanewise(XOR, d0);
        LongVector b16 = a5.lanewise(XOR, d0).lanewise(ROL, 36);
        LongVector b7 = a10.lanewise(XOR, d0).lanewise(ROL, 3);
        LongVector b23 = a15.lanewise(XOR, d0).lanewise(ROL, 41);
        LongVector b14 = a20.lanewise(XOR, d0).lanewise(ROL, 18);
        LongVector b10 = a1.lanewise(XOR, d1).lanewise(ROL, 1);
        LongVector b1 = a6.lanewise(XOR, d1).lanewise(ROL, 44);
        LongVector b17 = a11.lanewise(XOR, d1).lanewise(ROL, 10);
        LongVector b8 = a16.lanewise(XOR, d1).lanewise(ROL, 45);
        LongVector b24 = a21.lanewise(XOR, d1).lanewise(ROL, 2);
        LongVector b20 = a2.lanewise(XOR, d2).lanewise(ROL, 62);
        LongVector b11 = a7.lanewise(XOR, d2).lanewise(ROL, 6);
        LongVector b2 = a12.lanewise(XOR, d2).lanewise(ROL, 43);
        LongVector b18 = a17.lanewise(XOR, d2).lanewise(ROL, 15);
        LongVector b9 = a22.lanewise(XOR, d2).lanewise(ROL, 61);
        LongVector b5 = a3.lanewise(XOR, d3).lanewise(ROL, 28);
        LongVector b21 = a8.lanewise(XOR, d3).lanewise(ROL, 55);
        LongVector b12 = a13.lanewise(XOR, d3).lanewise(ROL, 25);
        LongVector b3 = a18.lanewise(XOR, d3).lanewise(ROL, 21);
        LongVector b19 = a23.lanewise(XOR, d3).lanewise(ROL, 56);
        LongVector b15 = a4.lanewise(XOR, d4).lanewise(ROL, 27);
        LongVector b6 = a9.lanewise(XOR, d4).lanewise(ROL, 20);
        LongVector b22 = a14.lanewise(XOR, d4).lanewise(ROL, 39);
        LongVector b13 = a19.lanewise(XOR, d4).lanewise(ROL, 8);
        LongVector b4 = a24.lanewise(XOR, d4).lanewise(ROL, 14);
        a0 = b0.lanewise(XOR, b2.lanewise(AND_NOT, b1)).lanewise(XOR, roundConstants[round + 1]);
        a1 = b1.lanewise(XOR, b3.lanewise(AND_NOT, b2));
        a2 = b2.lanewise(XOR, b4.lanewise(AND_NOT, b3));
        a3 = b3.lanewise(XOR, b0.lanewise(AND_NOT, b4));
        a4 = b4.lanewise(XOR, b1.lanewise(AND_NOT, b0));
        a5 = b5.lanewise(XOR, b7.lanewise(AND_NOT, b6));
        a6 = b6.lanewise(XOR, b8.lanewise(AND_NOT, b7));
        a7 = b7.lanewise(XOR, b9.lanewise(AND_NOT, b8));
        a8 = b8.lanewise(XOR, b5.lanewise(AND_NOT, b9));
        a9 = b9.lanewise(XOR, b6.lanewise(AND_NOT, b5));
        a10 = b10.lanewise(XOR, b12.lanewise(AND_NOT, b11));
        a11 = b11.lanewise(XOR, b13.lanewise(AND_NOT, b12));
        a12 = b12.lanewise(XOR, b14.lanewise(AND_NOT, b13));
        a13 = b13.lanewise(XOR, b10.lanewise(AND_NOT, b14));
        a14 = b14.lanewise(XOR, b11.lanewise(AND_NOT, b10));
        a15 = b15.lanewise(XOR, b17.lanewise(AND_NOT, b16));
        a16 = b16.lanewise(XOR, b18.lanewise(AND_NOT, b17));
        a17 = b17.lanewise(XOR, b19.lanewise(AND_NOT, b18));
        a18 = b18.lanewise(XOR, b15.lanewise(AND_NOT, b19));
        a19 = b19.lanewise(XOR, b16.lanewise(AND_NOT, b15));
        a20 = b20.lanewise(XOR, b22.lanewise(AND_NOT, b21));
        a21 = b21.lanewise(XOR, b23.lanewise(AND_NOT, b22));
        a22 = b22.lanewise(XOR, b24.lanewise(AND_NOT, b23));
        a23 = b23.lanewise(XOR, b20.lanewise(AND_NOT, b24));
        a24 = b24.lanewise(XOR, b21.lanewise(AND_NOT, b20));
      }
    }
    LongVector tested = lane == 0 ? a0 : a3;
    return tested.lanewise(AND, mask).compare(EQ, 0).toLong();
  }
}

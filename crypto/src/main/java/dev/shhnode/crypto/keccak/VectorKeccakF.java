// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import static jdk.incubator.vector.VectorOperators.AND_NOT;
import static jdk.incubator.vector.VectorOperators.ROL;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * As many states abreast as a vector register has room for, each of them in registers from the
 * first round to the last. The fastest permutation once it is compiled, where registers are wide
 * and can be rotated; very slow before, as every vector is an object then. Thread-safe.
 *
 * <p>Nothing may refer to this class but {@link VectorModule}: it cannot be linked where
 * jdk.incubator.vector is missing, and is compiled apart from the others as the compiler warns of
 * that module.
 */
final class VectorKeccakF implements VectorPermutation {

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;

  private static final int ABREAST = LANES.length();

  @Override
  public int abreast() {
    return ABREAST;
  }

  @Override
  public void permute(long[] from, long[] to) {
    permute(from, to, KeccakF.ROUND_CONSTANTS);
  }

  /**
   * All in one method, as a vector that crosses the border of a method may become an object; two
   * rounds an iteration, which is what a compiler that rotates vectors is fastest with.
   */
  private static void permute(long[] from, long[] to, long[] roundConstants) {
    LongVector a0 = LongVector.fromArray(LANES, from, 0);
    LongVector a1 = LongVector.fromArray(LANES, from, 1 * ABREAST);
    LongVector a2 = LongVector.fromArray(LANES, from, 2 * ABREAST);
    LongVector a3 = LongVector.fromArray(LANES, from, 3 * ABREAST);
    LongVector a4 = LongVector.fromArray(LANES, from, 4 * ABREAST);
    LongVector a5 = LongVector.fromArray(LANES, from, 5 * ABREAST);
    LongVector a6 = LongVector.fromArray(LANES, from, 6 * ABREAST);
    LongVector a7 = LongVector.fromArray(LANES, from, 7 * ABREAST);
    LongVector a8 = LongVector.fromArray(LANES, from, 8 * ABREAST);
    LongVector a9 = LongVector.fromArray(LANES, from, 9 * ABREAST);
    LongVector a10 = LongVector.fromArray(LANES, from, 10 * ABREAST);
    LongVector a11 = LongVector.fromArray(LANES, from, 11 * ABREAST);
    LongVector a12 = LongVector.fromArray(LANES, from, 12 * ABREAST);
    LongVector a13 = LongVector.fromArray(LANES, from, 13 * ABREAST);
    LongVector a14 = LongVector.fromArray(LANES, from, 14 * ABREAST);
    LongVector a15 = LongVector.fromArray(LANES, from, 15 * ABREAST);
    LongVector a16 = LongVector.fromArray(LANES, from, 16 * ABREAST);
    LongVector a17 = LongVector.fromArray(LANES, from, 17 * ABREAST);
    LongVector a18 = LongVector.fromArray(LANES, from, 18 * ABREAST);
    LongVector a19 = LongVector.fromArray(LANES, from, 19 * ABREAST);
    LongVector a20 = LongVector.fromArray(LANES, from, 20 * ABREAST);
    LongVector a21 = LongVector.fromArray(LANES, from, 21 * ABREAST);
    LongVector a22 = LongVector.fromArray(LANES, from, 22 * ABREAST);
    LongVector a23 = LongVector.fromArray(LANES, from, 23 * ABREAST);
    LongVector a24 = LongVector.fromArray(LANES, from, 24 * ABREAST);
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
    a0.intoArray(to, 0);
    a1.intoArray(to, 1 * ABREAST);
    a2.intoArray(to, 2 * ABREAST);
    a3.intoArray(to, 3 * ABREAST);
    a4.intoArray(to, 4 * ABREAST);
    a5.intoArray(to, 5 * ABREAST);
    a6.intoArray(to, 6 * ABREAST);
    a7.intoArray(to, 7 * ABREAST);
    a8.intoArray(to, 8 * ABREAST);
    a9.intoArray(to, 9 * ABREAST);
    a10.intoArray(to, 10 * ABREAST);
    a11.intoArray(to, 11 * ABREAST);
    a12.intoArray(to, 12 * ABREAST);
    a13.intoArray(to, 13 * ABREAST);
    a14.intoArray(to, 14 * ABREAST);
    a15.intoArray(to, 15 * ABREAST);
    a16.intoArray(to, 16 * ABREAST);
    a17.intoArray(to, 17 * ABREAST);
    a18.intoArray(to, 18 * ABREAST);
    a19.intoArray(to, 19 * ABREAST);
    a20.intoArray(to, 20 * ABREAST);
    a21.intoArray(to, 21 * ABREAST);
    a22.intoArray(to, 22 * ABREAST);
    a23.intoArray(to, 23 * ABREAST);
    a24.intoArray(to, 24 * ABREAST);
  }
}

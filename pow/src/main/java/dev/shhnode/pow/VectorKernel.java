// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.KeccakF;
import dev.shhnode.crypto.keccak.VectorPermutation;

/**
 * As many nonces abreast as a vector register has room for. The fastest kernel once its permutation
 * is compiled, where registers are wide and can be rotated; very slow before. Not thread-safe;
 * belongs to one worker.
 */
final class VectorKernel implements NonceKernel {

  private final VectorPermutation permutation;
  private final NonceBlock block;
  private final ScalarKernel scalar;
  private final int abreast;

  /** Row {@code r} is lane {@code r} of all the states. */
  private final long[] rows;

  private final long[] permuted;

  /** The two rows that nonces are in, for the nonces from 0. */
  private final long[] nonceRows;

  /**
   * @param block whose nonces take one permutation each
   */
  VectorKernel(VectorPermutation permutation, NonceBlock block) {
    if (!block.isSingle()) {
      throw new IllegalArgumentException("the nonce takes two permutations, expected one");
    }
    this.permutation = permutation;
    this.block = block;
    this.scalar = new ScalarKernel(block);
    this.abreast = permutation.abreast();
    this.rows = new long[KeccakF.LANES * abreast];
    this.permuted = new long[rows.length];
    this.nonceRows = new long[2 * abreast];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = block.midstate()[i / abreast];
    }
    int lane = block.nonceLane();
    for (int i = 0; i < abreast; i++) {
      nonceRows[i] = block.midstate()[lane] ^ block.nonceStart(i);
      nonceRows[abreast + i] = block.midstate()[lane + 1] ^ block.nonceRest(i);
    }
  }

  @Override
  public int search(long from, int count, int bits) {
    long mask = block.testedMask(bits);
    // Of aligned nonces those of a batch differ in the lowest bits only.
    int before = (int) from & abreast - 1;
    for (int i = -before; i < count; i += abreast) {
      setNonces(from + i);
      permutation.permute(rows, permuted);
      if (isAnyZero(mask)) {
        int hit = firstHit(from, i, count, bits, mask);
        if (hit != NONE) {
          return hit;
        }
      }
    }
    return NONE;
  }

  @Override
  public int zeroBits(long nonce) {
    return scalar.zeroBits(nonce);
  }

  private void setNonces(long nonce) {
    int start = block.nonceLane() * abreast;
    int rest = start + abreast;
    for (int i = 0; i < abreast; i++) {
      rows[start + i] = nonceRows[i] ^ block.nonceStart(nonce);
      rows[rest + i] = nonceRows[abreast + i] ^ block.nonceRest(nonce);
    }
  }

  private boolean isAnyZero(long mask) {
    int row = block.testedLane() * abreast;
    boolean any = false;
    for (int i = 0; i < abreast; i++) {
      any |= (permuted[row + i] & mask) == 0;
    }
    return any;
  }

  /**
   * The distance of the first hit from {@code from}, of those that are {@code first} and more away.
   */
  private int firstHit(long from, int first, int count, int bits, long mask) {
    int row = block.testedLane() * abreast;
    for (int i = Math.max(first, 0); i < Math.min(first + abreast, count); i++) {
      if ((permuted[row + i - first] & mask) == 0
          && (bits <= Long.SIZE || scalar.zeroBits(from + i) >= bits)) {
        return i;
      }
    }
    return NONE;
  }
}

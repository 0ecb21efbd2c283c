// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

/** The permutation Keccak-f[1600] on as many states at once as a vector register has lanes. */
public interface VectorPermutation {

  /** How many states that is; a power of two. */
  int abreast();

  /**
   * Permutes states. In both arrays row {@code r}, which begins at {@code r * abreast()}, is lane
   * {@code r} of all of them.
   *
   * @param to where they are then; may be {@code from}
   */
  void permute(long[] from, long[] to);
}

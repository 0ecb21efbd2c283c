// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

/**
 * Permutes states that lie apart by vectors, as many at once as those have lanes. Not thread-safe.
 */
final class VectorStates {

  private final VectorPermutation permutation;
  private final int abreast;
  private final long[] rows;

  VectorStates(VectorPermutation permutation) {
    this.permutation = permutation;
    this.abreast = permutation.abreast();
    this.rows = new long[KeccakF.LANES * abreast];
  }

  /** How many are permuted at once. */
  int abreast() {
    return abreast;
  }

  /** Permutes {@code count} states, one for each lane at most, from the one at {@code from} on. */
  void permute(long[][] states, int from, int count) {
    for (int column = 0; column < count; column++) {
      gather(states[from + column], column);
    }
    permutation.permute(rows, rows);
    for (int column = 0; column < count; column++) {
      scatter(states[from + column], column);
    }
  }

  private void gather(long[] state, int column) {
    for (int lane = 0; lane < KeccakF.LANES; lane++) {
      rows[lane * abreast + column] = state[lane];
    }
  }

  private void scatter(long[] state, int column) {
    for (int lane = 0; lane < KeccakF.LANES; lane++) {
      state[lane] = rows[lane * abreast + column];
    }
  }
}

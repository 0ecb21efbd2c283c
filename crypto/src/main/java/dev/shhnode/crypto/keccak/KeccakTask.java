// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import org.jspecify.annotations.Nullable;

/**
 * Work that stops wherever a state is to be permuted, so that those of many can be permuted
 * abreast.
 */
@FunctionalInterface
public interface KeccakTask {

  /**
   * Goes on until a state is to be permuted.
   *
   * @return the state of 25 lanes, which is permuted before the next call; null when the work is
   *     done
   */
  long @Nullable [] next();

  /**
   * Does all of it, one permutation after the other.
   *
   * @return how many those were
   */
  default long run() {
    long permutations = 0;
    for (long[] state = next(); state != null; state = next()) {
      KeccakF.permute(state);
      permutations++;
    }
    return permutations;
  }
}

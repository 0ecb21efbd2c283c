// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.KeccakF;
import dev.shhnode.crypto.keccak.WideKeccakF;
import java.util.Arrays;

/**
 * Many nonces abreast, in plain Java that the JIT compiler turns into vector instructions. Several
 * times as fast as {@link ScalarKernel} where it has done so, else slower. Not thread-safe; belongs
 * to one worker.
 */
final class WideKernel implements NonceKernel {

  private final NonceBlock block;
  private final ScalarKernel scalar;
  private final long[] states = new long[WideKeccakF.LENGTH];

  /**
   * @param block whose nonces take one permutation each
   */
  WideKernel(NonceBlock block) {
    if (!block.isSingle()) {
      throw new IllegalArgumentException("the nonce takes two permutations, expected one");
    }
    this.block = block;
    this.scalar = new ScalarKernel(block);
  }

  @Override
  public int search(long from, int count, int bits) {
    for (int i = 0; i < count; i += WideKeccakF.ABREAST) {
      setStates(from + i);
      WideKeccakF.permute(states);
      int hit = firstHit(from + i, Math.min(WideKeccakF.ABREAST, count - i), bits);
      if (hit != NONE) {
        return i + hit;
      }
    }
    return NONE;
  }

  @Override
  public int zeroBits(long nonce) {
    return scalar.zeroBits(nonce);
  }

  private void setStates(long from) {
    for (int lane = 0; lane < KeccakF.LANES; lane++) {
      int row = lane * WideKeccakF.STRIDE;
      Arrays.fill(states, row, row + WideKeccakF.ABREAST, block.midstate()[lane]);
    }
    int start = block.nonceLane() * WideKeccakF.STRIDE;
    int rest = start + WideKeccakF.STRIDE;
    for (int i = 0; i < WideKeccakF.ABREAST; i++) {
      states[start + i] ^= block.nonceStart(from + i);
      states[rest + i] ^= block.nonceRest(from + i);
    }
  }

  private int firstHit(long from, int count, int bits) {
    int row = block.testedLane() * WideKeccakF.STRIDE;
    long mask = block.testedMask(bits);
    for (int i = 0; i < count; i++) {
      if ((states[row + i] & mask) == 0
          && (bits <= Long.SIZE || scalar.zeroBits(from + i) >= bits)) {
        return i;
      }
    }
    return NONE;
  }
}

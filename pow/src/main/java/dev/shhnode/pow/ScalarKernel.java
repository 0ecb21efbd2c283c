// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.KeccakF;
import java.util.Arrays;

/**
 * One nonce after the other, in plain Java. At full speed within milliseconds of a cold start. Not
 * thread-safe; belongs to one worker.
 */
final class ScalarKernel implements NonceKernel {

  private final NonceBlock block;
  private final long[] state = new long[KeccakF.LANES];

  ScalarKernel(NonceBlock block) {
    this.block = block;
  }

  @Override
  public int search(long from, int count, int bits) {
    int lane = block.testedLane();
    long mask = block.testedMask(bits);
    for (int i = 0; i < count; i++) {
      hash(from + i);
      if ((state[lane] & mask) == 0 && (bits <= Long.SIZE || countZeroBits() >= bits)) {
        return i;
      }
    }
    return NONE;
  }

  @Override
  public int zeroBits(long nonce) {
    hash(nonce);
    return countZeroBits();
  }

  /** Hashes the text with one nonce: the first four lanes of {@code state} are the digest then. */
  private void hash(long nonce) {
    System.arraycopy(block.midstate(), 0, state, 0, KeccakF.LANES);
    int lane = block.nonceLane();
    state[lane] ^= block.nonceStart(nonce);
    long rest = block.nonceRest(nonce);
    if (block.isSingle()) {
      if (rest != 0) {
        state[lane + 1] ^= rest;
      }
      KeccakF.permute(state);
      return;
    }
    boolean restIsInSecondBlock = lane + 1 == KeccakF.RATE_LANES;
    if (!restIsInSecondBlock) {
      state[lane + 1] ^= rest;
    }
    KeccakF.permute(state);
    for (int i = 0; i < KeccakF.RATE_LANES; i++) {
      state[i] ^= block.secondBlock()[i];
    }
    if (restIsInSecondBlock) {
      state[0] ^= rest;
    }
    KeccakF.permute(state);
  }

  private int countZeroBits() {
    long[] digest = new long[NonceBlock.DIGEST_LANES];
    Arrays.setAll(digest, lane -> Long.reverseBytes(state[lane]));
    return block.rule().zeroBits(digest, 0);
  }
}

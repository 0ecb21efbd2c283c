// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.KeccakF;
import dev.shhnode.crypto.keccak.KeccakSponge;
import org.apache.tuweni.bytes.Bytes;

/**
 * The hashed text of a proof of work prepared for many nonces. The nonce stands at the very end, so
 * all blocks before the one in which it begins are absorbed once, whatever the envelope's size.
 *
 * @param rule which zero bits count
 * @param midstate the state with everything absorbed that no nonce changes, padding included
 * @param secondBlock what is absorbed after a further permutation when the nonce, or the padding
 *     behind it, reaches into another block; empty otherwise
 * @param offset byte of the block at which the nonce begins
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private, never compared, never changed.
record NonceBlock(PowRule rule, long[] midstate, long[] secondBlock, int offset) {

  /** Lanes of the final state that are the digest. */
  static final int DIGEST_LANES = 4;

  private static final int HASH_SIZE = 32;
  private static final int ZEROS_AFTER_HASH = 24;
  private static final int PADDING_FIRST = 0x01;
  private static final int PADDING_LAST = 0x80;

  static NonceBlock of(PowRule rule, Bytes rlpWithoutNonce) {
    return switch (rule.digest()) {
      case OF_RLP -> ofText(rule, rlpWithoutNonce.toArrayUnsafe());
      case OF_HASH -> ofText(rule, hashAndZeros(rlpWithoutNonce.toArrayUnsafe()));
      case OF_START -> ofText(rule, startAndZeros(rlpWithoutNonce));
    };
  }

  /** The lane of the digest in which counting begins. */
  int testedLane() {
    return rule.counted() == PowRule.ZeroBits.LEADING ? 0 : DIGEST_LANES - 1;
  }

  /**
   * The bits of the tested lane that have to be zero for the digest to have {@code bits} zero bits.
   * Up to 64 bits that is also enough; above, the digest has to be counted.
   */
  long testedMask(int bits) {
    long mask = bits >= Long.SIZE ? -1L : (1L << bits) - 1;
    boolean leading = rule.counted() == PowRule.ZeroBits.LEADING;
    return Long.reverseBytes(leading ? Long.reverse(mask) : mask);
  }

  /** The lane in which the nonce begins. */
  int nonceLane() {
    return offset / Long.BYTES;
  }

  /** The part of a nonce in the lane where it begins. */
  long nonceStart(long nonce) {
    return Long.reverseBytes(nonce) << nonceShift();
  }

  /** The part of a nonce in the lane after that. */
  long nonceRest(long nonce) {
    int shift = nonceShift();
    return shift == 0 ? 0 : Long.reverseBytes(nonce) >>> (Long.SIZE - shift);
  }

  private int nonceShift() {
    return offset % Long.BYTES * Byte.SIZE;
  }

  /** Whether a nonce takes one permutation, and not two. */
  boolean isSingle() {
    return secondBlock.length == 0;
  }

  private static byte[] hashAndZeros(byte[] rlpWithoutNonce) {
    KeccakSponge sponge = new KeccakSponge();
    sponge.update(rlpWithoutNonce, 0, rlpWithoutNonce.length);
    byte[] text = new byte[HASH_SIZE + ZEROS_AFTER_HASH];
    sponge.digest(text, 0);
    return text;
  }

  /** 24 zeros: with the first four bytes of a nonce below 2^32 they make the 28 of v2. */
  private static byte[] startAndZeros(Bytes rlpWithoutNonce) {
    byte[] start = rlpWithoutNonce.toArrayUnsafe();
    byte[] text = new byte[HASH_SIZE + ZEROS_AFTER_HASH];
    System.arraycopy(start, 0, text, 0, Math.min(start.length, HASH_SIZE));
    return text;
  }

  private static NonceBlock ofText(PowRule rule, byte[] text) {
    long[] state = new long[KeccakF.LANES];
    int absorbed = absorbWholeBlocks(state, text);
    for (int i = absorbed; i < text.length; i++) {
      xorByte(state, i - absorbed, text[i]);
    }
    int offset = text.length - absorbed;
    int end = offset + Long.BYTES;
    if (end < KeccakF.RATE) {
      xorByte(state, end, PADDING_FIRST);
      xorByte(state, KeccakF.RATE - 1, PADDING_LAST);
      return new NonceBlock(rule, state, new long[0], offset);
    }
    long[] second = new long[KeccakF.RATE_LANES];
    xorByte(second, end - KeccakF.RATE, PADDING_FIRST);
    xorByte(second, KeccakF.RATE - 1, PADDING_LAST);
    return new NonceBlock(rule, state, second, offset);
  }

  private static int absorbWholeBlocks(long[] state, byte[] text) {
    int position = 0;
    while (text.length - position >= KeccakF.RATE) {
      for (int i = 0; i < KeccakF.RATE; i++) {
        xorByte(state, i, text[position + i]);
      }
      KeccakF.permute(state);
      position += KeccakF.RATE;
    }
    return position;
  }

  private static void xorByte(long[] lanes, int index, int value) {
    lanes[index / Long.BYTES] ^= (value & 0xffL) << (index % Long.BYTES * Byte.SIZE);
  }
}

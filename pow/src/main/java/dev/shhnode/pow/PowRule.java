// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import org.apache.tuweni.bytes.Bytes;

/**
 * A way of computing proof of work: {@code pow = 2^bits / size / (ttl + clock difference)}. Rules
 * differ in what is hashed, which zero bits of the digest count, and what size divides.
 */
public enum PowRule {
  /**
   * EIP-627 as geth from 1.9.0 and late Status have it: Keccak-256(rlp without nonce ‖ nonce u64
   * BE), leading zero bits, divided by the length of the RLP without nonce.
   */
  EIP_627(Digest.OF_RLP, ZeroBits.LEADING, Divisor.RLP_WITHOUT_NONCE),

  /** The same work, divided by the length of the whole RLP: parity, and the text of EIP-627. */
  PARITY(Digest.OF_RLP, ZeroBits.LEADING, Divisor.RLP),

  /** The same work, divided by 20 + length of the data: nim-eth. */
  NIM_ETH(Digest.OF_RLP, ZeroBits.LEADING, Divisor.ENVELOPE_SIZE),

  /**
   * geth up to 1.8.27, and all of v5: Keccak-256(Keccak-256(rlp without nonce) ‖ 24 zero bytes ‖
   * nonce u64 BE), trailing zero bits, divided by 20 + length of the data.
   */
  PRE_1_9(Digest.OF_HASH, ZeroBits.TRAILING, Divisor.ENVELOPE_SIZE),

  /**
   * v2: Keccak-256(first 32 bytes of the RLP without nonce, or zeros in place of what it lacks ‖ 28
   * zero bytes ‖ nonce u32 BE), trailing zero bits. No peer checks it.
   */
  CLASSIC(Digest.OF_START, ZeroBits.TRAILING, Divisor.ENVELOPE_SIZE);

  /** What geth adds to the data's length to get an envelope's size: expiry, TTL, topic, nonce. */
  public static final int ENVELOPE_HEADER_SIZE = 20;

  private static final double LOG2_E = 1.4426950408889634;
  private static final long UINT32 = 0xffff_ffffL;

  /** What stands before the nonce in the hashed text. */
  enum Digest {
    OF_RLP,
    OF_HASH,
    OF_START
  }

  /** Which end of the digest counts. */
  enum ZeroBits {
    LEADING,
    TRAILING
  }

  private enum Divisor {
    RLP_WITHOUT_NONCE,
    RLP,
    ENVELOPE_SIZE
  }

  private final Digest digest;
  private final ZeroBits zeroBits;
  private final Divisor divisor;

  PowRule(Digest digest, ZeroBits zeroBits, Divisor divisor) {
    this.digest = digest;
    this.zeroBits = zeroBits;
    this.divisor = divisor;
  }

  Digest digest() {
    return digest;
  }

  /**
   * The rule to search by: one for all that count the same zero bits and differ only in the
   * divisor.
   */
  public PowRule searched() {
    return digest == Digest.OF_RLP ? EIP_627 : this;
  }

  ZeroBits counted() {
    return zeroBits;
  }

  /**
   * The zero bits that {@code nonce} gives an envelope.
   *
   * @param rlpWithoutNonce the RLP list of expiry, TTL, topic and data
   * @param nonce unsigned
   */
  public int zeroBits(Bytes rlpWithoutNonce, long nonce) {
    return new ScalarKernel(NonceBlock.of(this, rlpWithoutNonce)).zeroBits(nonce);
  }

  /**
   * The zero bits of a digest.
   *
   * @param digests has it from {@code at} on, in four parts, each the highest byte first
   */
  public int zeroBits(long[] digests, int at) {
    boolean leading = zeroBits == ZeroBits.LEADING;
    int bits = 0;
    for (int i = 0; i < NonceBlock.DIGEST_LANES; i++) {
      long part = digests[at + (leading ? i : NonceBlock.DIGEST_LANES - 1 - i)];
      int zeros = leading ? Long.numberOfLeadingZeros(part) : Long.numberOfTrailingZeros(part);
      bits += zeros;
      if (zeros < Long.SIZE) {
        break;
      }
    }
    return bits;
  }

  /**
   * The proof of work, to the last bit as geth computes it: two divisions of doubles, the second by
   * a sum that wraps at 2^32.
   *
   * @param bits zero bits of the digest
   * @param sizes of the envelope
   * @param seconds TTL plus clock difference; 0 gives infinity
   */
  public double pow(int bits, Sizes sizes, long seconds) {
    int size =
        switch (divisor) {
          case RLP_WITHOUT_NONCE -> sizes.rlpWithoutNonce();
          case RLP -> sizes.rlp();
          case ENVELOPE_SIZE -> ENVELOPE_HEADER_SIZE + sizes.data();
        };
    return Math.scalb(1.0, bits) / size / (seconds & UINT32);
  }

  /**
   * The sizes of an envelope by which rules divide its work, in bytes.
   *
   * @param rlp the whole envelope
   * @param rlpWithoutNonce the RLP list of all elements but the nonce
   * @param data the data, in v5 also of the version and the nonce of AES-GCM
   */
  public record Sizes(int rlp, int rlpWithoutNonce, int data) {}

  /**
   * The zero bits to search for so as to reach {@code pow}: {@code max(1, ⌈log2(pow × size ×
   * ttl)⌉)}, with size 20 + length of the data under every rule. The logarithm is rounded where
   * Go's {@code math.Log2} rounds.
   *
   * @param pow wanted, 0 or more
   * @param ttl seconds
   */
  public static int targetBits(double pow, int dataSize, long ttl) {
    double product = pow * (ENVELOPE_HEADER_SIZE + dataSize) * ttl;
    if (product <= 2) {
      return 1;
    }
    if (!Double.isFinite(product)) {
      return Double.MAX_EXPONENT + 1;
    }
    int exponent = Math.getExponent(product) + 1;
    double fraction = Math.scalb(product, -exponent);
    double log2 = fraction == 0.5 ? exponent - 1 : StrictMath.log(fraction) * LOG2_E + exponent;
    return Math.max(1, (int) Math.ceil(log2));
  }
}

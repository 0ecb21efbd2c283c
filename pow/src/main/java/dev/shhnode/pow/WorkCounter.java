// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.KeccakSponge;
import dev.shhnode.crypto.keccak.ManyDigests;
import java.nio.ByteBuffer;

/**
 * Counts the zero bits of envelopes that have come, by {@link PowRule#EIP_627} and {@link
 * PowRule#PRE_1_9}. Both hash the RLP without nonce, from its beginning. Not thread-safe.
 */
public final class WorkCounter {

  private static final int HASH_SIZE = KeccakSponge.DIGEST_SIZE;

  /** Bytes of what is hashed by {@link PowRule#PRE_1_9}. */
  private static final int HASHED_SIZE = 2 * HASH_SIZE;

  private final KeccakSponge start = new KeccakSponge();
  private final KeccakSponge end = new KeccakSponge();

  /**
   * What one nonce is worth to one envelope.
   *
   * @param eip627 zero bits by {@link PowRule#EIP_627}
   * @param pre19 zero bits by {@link PowRule#PRE_1_9}
   */
  public record ZeroBits(int eip627, int pre19) {

    private static ZeroBits of(long[] digest627, long[] digestPre19) {
      return new ZeroBits(
          PowRule.EIP_627.zeroBits(digest627), PowRule.PRE_1_9.zeroBits(digestPre19));
    }
  }

  /**
   * Counts those of one envelope.
   *
   * @param text the RLP without nonce, and behind it the nonce in eight bytes, the highest first
   */
  public ZeroBits count(byte[] text) {
    int size = text.length - Long.BYTES;
    start.reset();
    start.update(text, 0, size);
    byte[] hashed = new byte[HASHED_SIZE];
    start.digest(hashed, 0);
    System.arraycopy(text, size, hashed, HASHED_SIZE - Long.BYTES, Long.BYTES);
    start.update(text, size, Long.BYTES);
    end.reset();
    end.update(hashed, 0, HASHED_SIZE);
    return ZeroBits.of(start.digestLongs(), end.digestLongs());
  }

  /**
   * Counts those of many envelopes.
   *
   * @param texts as for one
   * @param digests used for it
   */
  public static ZeroBits[] count(byte[][] texts, ManyDigests digests) {
    ManyDigests.Pairs pairs = digests.hashWithBeginnings(wholeTexts(texts), Long.BYTES);
    byte[][] hashed = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      hashed[i] = hashAndNonce(pairs.beginnings()[i], texts[i]);
    }
    long[][] hashesOfHashes = digests.hash(wholeTexts(hashed));
    ZeroBits[] counted = new ZeroBits[texts.length];
    for (int i = 0; i < texts.length; i++) {
      counted[i] = ZeroBits.of(pairs.whole()[i], hashesOfHashes[i]);
    }
    return counted;
  }

  private static ManyDigests.Text[] wholeTexts(byte[][] texts) {
    ManyDigests.Text[] all = new ManyDigests.Text[texts.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = new ManyDigests.Text(texts[i], texts[i].length);
    }
    return all;
  }

  private static byte[] hashAndNonce(long[] hash, byte[] text) {
    ByteBuffer bytes = ByteBuffer.allocate(HASHED_SIZE);
    for (long part : hash) {
      bytes.putLong(part);
    }
    bytes.put(HASHED_SIZE - Long.BYTES, text, text.length - Long.BYTES, Long.BYTES);
    return bytes.array();
  }
}

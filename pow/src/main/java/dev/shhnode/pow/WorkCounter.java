// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.KeccakSponge;
import dev.shhnode.crypto.keccak.ManyDigests;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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
  public static List<ZeroBits> count(List<byte[]> texts, ManyDigests digests) {
    List<ManyDigests.Text> all = new ArrayList<>();
    texts.forEach(text -> all.add(new ManyDigests.Text(text, text.length)));
    texts.forEach(text -> all.add(new ManyDigests.Text(text, text.length - Long.BYTES)));
    long[][] hashes = digests.hash(all);
    List<ManyDigests.Text> hashed = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i);
      ByteBuffer bytes = ByteBuffer.allocate(HASHED_SIZE);
      for (long part : hashes[texts.size() + i]) {
        bytes.putLong(part);
      }
      bytes.put(HASHED_SIZE - Long.BYTES, text, text.length - Long.BYTES, Long.BYTES);
      hashed.add(new ManyDigests.Text(bytes.array(), HASHED_SIZE));
    }
    long[][] hashesOfHashes = digests.hash(hashed);
    List<ZeroBits> counted = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      counted.add(ZeroBits.of(hashes[i], hashesOfHashes[i]));
    }
    return counted;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.KeccakSponge;
import dev.shhnode.crypto.keccak.ManyDigests;
import dev.shhnode.crypto.keccak.ManyDigests.Text;
import java.nio.ByteBuffer;

/**
 * The digests whose zero bits are the work of an envelope, by {@link PowRule#EIP_627} and {@link
 * PowRule#PRE_1_9}. Both hash the RLP without nonce from its beginning, so that they take little
 * more than one of them.
 *
 * <p>What is hashed is the text of an envelope: its RLP without nonce, and behind that the nonce in
 * eight bytes, the highest first. Not thread-safe.
 */
public final class WorkDigests {

  /** Bytes of what {@link PowRule#PRE_1_9} hashes last. */
  public static final int HASHED_SIZE = 2 * KeccakSponge.DIGEST_SIZE;

  private static final int NONCE_AT = HASHED_SIZE - Long.BYTES;

  private final KeccakSponge start = new KeccakSponge();
  private final KeccakSponge end = new KeccakSponge();
  private final byte[] hashed = new byte[HASHED_SIZE];

  /**
   * That of a text by {@link PowRule#EIP_627}, which is simply its Keccak-256.
   *
   * @return in four numbers, each the highest byte first
   */
  public long[] eip627(Text text) {
    start.reset();
    start.update(text.bytes(), text.offset(), text.size() - Long.BYTES);
    end.copy(start);
    end.update(text.bytes(), nonceAt(text), Long.BYTES);
    return end.digestLongs();
  }

  /**
   * That by {@link PowRule#PRE_1_9}, of the text that {@link #eip627} has had last.
   *
   * @return in four numbers, each the highest byte first
   */
  public long[] pre19(Text text) {
    start.digest(hashed, 0);
    System.arraycopy(text.bytes(), nonceAt(text), hashed, NONCE_AT, Long.BYTES);
    return keccak(new Text(hashed, 0, HASHED_SIZE));
  }

  /** Keccak-256, in four numbers, each the highest byte first. */
  public long[] keccak(Text text) {
    end.reset();
    end.update(text.bytes(), text.offset(), text.size());
    return end.digestLongs();
  }

  /**
   * Writes what {@link PowRule#PRE_1_9} hashes last.
   *
   * @param beginnings digests of texts without their nonces
   * @param number which of them is that of {@code text}
   * @param into gets {@link #HASHED_SIZE} bytes from {@code at} on
   */
  public static void writeHashed(long[] beginnings, int number, Text text, byte[] into, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(into, at, HASHED_SIZE);
    for (int lane = 0; lane < ManyDigests.DIGEST_LANES; lane++) {
      bytes.putLong(beginnings[number * ManyDigests.DIGEST_LANES + lane]);
    }
    while (bytes.position() < at + NONCE_AT) {
      bytes.putLong(0);
    }
    bytes.put(text.bytes(), nonceAt(text), Long.BYTES);
  }

  private static int nonceAt(Text text) {
    return text.offset() + text.size() - Long.BYTES;
  }
}

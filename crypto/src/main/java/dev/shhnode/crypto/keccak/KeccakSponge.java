// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keccak-256 of bytes that come in parts, with the original padding, as Ethereum uses it (not
 * SHA3-256 of FIPS 202). Not thread-safe.
 */
public final class KeccakSponge {

  /** Bytes of a digest. */
  public static final int DIGEST_SIZE = 32;

  private static final VarHandle LANE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int PADDING_FIRST = 0x01;
  private static final int PADDING_LAST = 0x80;
  private static final long BYTE_MASK = 0xff;

  private final long[] state = new long[KeccakF.LANES];
  private final long[] padded = new long[KeccakF.LANES];

  /** Bytes of the present block that have been taken in. */
  private int position;

  /** Takes {@code length} bytes in. */
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && position % Long.BYTES != 0) {
      absorb(bytes[at++]);
    }
    while (end - at >= Long.BYTES) {
      int lanes = Math.min(end - at, KeccakF.RATE - position) / Long.BYTES;
      absorb(bytes, at, lanes);
      at += lanes * Long.BYTES;
    }
    while (at < end) {
      absorb(bytes[at++]);
    }
  }

  /** No more than the present block has room for. */
  private void absorb(byte[] bytes, int offset, int lanes) {
    int first = position / Long.BYTES;
    for (int i = 0; i < lanes; i++) {
      state[first + i] ^= (long) LANE.get(bytes, offset + i * Long.BYTES);
    }
    position += lanes * Long.BYTES;
    permuteIfFull();
  }

  private void absorb(byte value) {
    xor(state, position++, value);
    permuteIfFull();
  }

  private void permuteIfFull() {
    if (position == KeccakF.RATE) {
      KeccakF.permute(state);
      position = 0;
    }
  }

  /** The digest of all input so far; more input may follow. */
  public void digest(byte[] out, int offset) {
    pad();
    for (int i = 0; i < DIGEST_SIZE; i += Long.BYTES) {
      LANE.set(out, offset + i, padded[i / Long.BYTES]);
    }
  }

  /** The same as four numbers, each the highest byte first. */
  public long[] digestLongs() {
    pad();
    long[] digest = new long[DIGEST_SIZE / Long.BYTES];
    Arrays.setAll(digest, i -> Long.reverseBytes(padded[i]));
    return digest;
  }

  private void pad() {
    System.arraycopy(state, 0, padded, 0, KeccakF.LANES);
    xor(padded, position, PADDING_FIRST);
    xor(padded, KeccakF.RATE - 1, PADDING_LAST);
    KeccakF.permute(padded);
  }

  /** Forgets all input. */
  public void reset() {
    Arrays.fill(state, 0);
    position = 0;
  }

  private static void xor(long[] lanes, int index, int value) {
    lanes[index / Long.BYTES] ^= (value & BYTE_MASK) << index % Long.BYTES * Byte.SIZE;
  }
}

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
    int taken = 0;
    while (taken < length) {
      taken += fill(bytes, offset + taken, length - taken);
      if (isFull()) {
        KeccakF.permute(nextBlock());
      }
    }
  }

  /**
   * Takes bytes in until the present block is full: for callers that permute many states abreast.
   *
   * @return how many it has taken, up to {@code length}
   */
  public int fill(byte[] bytes, int offset, int length) {
    int end = offset + Math.min(length, KeccakF.RATE - position);
    int at = offset;
    while (at < end && position % Long.BYTES != 0) {
      absorb(bytes[at++]);
    }
    int lanes = (end - at) / Long.BYTES;
    absorb(bytes, at, lanes);
    at += lanes * Long.BYTES;
    while (at < end) {
      absorb(bytes[at++]);
    }
    return end - offset;
  }

  /** No more than the present block has room for. */
  private void absorb(byte[] bytes, int offset, int lanes) {
    int first = position / Long.BYTES;
    for (int i = 0; i < lanes; i++) {
      state[first + i] ^= (long) LANE.get(bytes, offset + i * Long.BYTES);
    }
    position += lanes * Long.BYTES;
  }

  private void absorb(byte value) {
    xor(state, position++, value);
  }

  /** Whether {@link #nextBlock} has to come before more is taken in. */
  public boolean isFull() {
    return position == KeccakF.RATE;
  }

  /** Begins the next block. The caller permutes what is returned before anything else. */
  public long[] nextBlock() {
    position = 0;
    return state;
  }

  /** The digest of all input so far; more input may follow. */
  public void digest(byte[] out, int offset) {
    KeccakF.permute(padded());
    readPadded(out, offset);
  }

  /**
   * A copy of the state with the padding. The caller permutes it; then it has the digest of all
   * input so far, for {@link #readPadded}.
   */
  public long[] padded() {
    System.arraycopy(state, 0, padded, 0, KeccakF.LANES);
    xor(padded, position, PADDING_FIRST);
    xor(padded, KeccakF.RATE - 1, PADDING_LAST);
    return padded;
  }

  /** Writes the digest that {@link #padded} has. */
  public void readPadded(byte[] out, int offset) {
    for (int i = 0; i < DIGEST_SIZE; i += Long.BYTES) {
      LANE.set(out, offset + i, padded[i / Long.BYTES]);
    }
  }

  /** The same as four numbers, each the highest byte first. */
  public long[] digestLongs() {
    KeccakF.permute(padded());
    long[] digest = new long[DIGEST_SIZE / Long.BYTES];
    Arrays.setAll(digest, i -> Long.reverseBytes(padded[i]));
    return digest;
  }

  /** Forgets all input, and takes that of another for its own. */
  public void copy(KeccakSponge other) {
    System.arraycopy(other.state, 0, state, 0, KeccakF.LANES);
    position = other.position;
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

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Keccak-256 of many texts abreast: where the JIT compiler makes vector instructions of {@link
 * WideKeccakF}, a fraction of what they take one after the other. Not thread-safe.
 */
public final class ManyDigests {

  private static final VarHandle LANE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int DIGEST_LANES = 4;
  private static final long BYTE_MASK = 0xff;
  private static final long PADDING_FIRST = 0x01;
  private static final long PADDING_LAST = 0x80L << Long.SIZE - Byte.SIZE;

  /**
   * The beginning of an array.
   *
   * @param bytes not to be changed until it has been hashed
   * @param size how many of them are hashed
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  public record Text(byte[] bytes, int size) {

    /** Blocks that it takes, with what is appended to it. */
    public int blocks() {
      return size / KeccakF.RATE + 1;
    }
  }

  private final long[] states = new long[WideKeccakF.LENGTH];

  /**
   * Hashes.
   *
   * @return for each text its digest in four parts, each the highest byte first
   */
  public long[][] hash(List<Text> texts) {
    Integer[] order = new Integer[texts.size()];
    Arrays.setAll(order, i -> i);
    // Texts of the same number of blocks end together.
    Arrays.sort(order, Comparator.comparingInt(i -> texts.get(i).blocks()));
    long[][] digests = new long[texts.size()][];
    for (int from = 0; from < order.length; from += WideKeccakF.ABREAST) {
      int to = Math.min(order.length, from + WideKeccakF.ABREAST);
      hash(texts, Arrays.copyOfRange(order, from, to), digests);
    }
    return digests;
  }

  private void hash(List<Text> texts, Integer[] chosen, long[][] digests) {
    for (int lane = 0; lane < KeccakF.LANES; lane++) {
      int row = lane * WideKeccakF.STRIDE;
      Arrays.fill(states, row, row + WideKeccakF.ABREAST, 0);
    }
    int done = 0;
    for (int block = 0; done < chosen.length; block++) {
      absorb(texts, chosen, block, done);
      WideKeccakF.permute(states);
      while (done < chosen.length && texts.get(chosen[done]).blocks() == block + 1) {
        digests[chosen[done]] = digest(done);
        done++;
      }
    }
  }

  /**
   * Not where the permutation is called: the compiler would find this loop hot, and compile the
   * permutation once more as a part of what is around it.
   */
  private void absorb(List<Text> texts, Integer[] chosen, int block, int done) {
    for (int column = done; column < chosen.length; column++) {
      absorb(texts.get(chosen[column]), block, column);
    }
  }

  private void absorb(Text text, int block, int column) {
    byte[] bytes = text.bytes;
    int at = block * KeccakF.RATE;
    int lanes = Math.min(KeccakF.RATE, text.size - at) / Long.BYTES;
    for (int lane = 0; lane < lanes; lane++) {
      states[lane * WideKeccakF.STRIDE + column] ^= (long) LANE.get(bytes, at + lane * Long.BYTES);
    }
    if (lanes < KeccakF.RATE_LANES) {
      long last = PADDING_FIRST << text.size % Long.BYTES * Byte.SIZE;
      for (int i = at + lanes * Long.BYTES; i < text.size; i++) {
        last |= (bytes[i] & BYTE_MASK) << i % Long.BYTES * Byte.SIZE;
      }
      states[lanes * WideKeccakF.STRIDE + column] ^= last;
      states[(KeccakF.RATE_LANES - 1) * WideKeccakF.STRIDE + column] ^= PADDING_LAST;
    }
  }

  private long[] digest(int column) {
    long[] digest = new long[DIGEST_LANES];
    for (int lane = 0; lane < DIGEST_LANES; lane++) {
      digest[lane] = Long.reverseBytes(states[lane * WideKeccakF.STRIDE + column]);
    }
    return digest;
  }
}

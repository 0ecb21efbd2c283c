// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keccak-256 of many texts abreast: where the JIT compiler makes vector instructions of {@link
 * WideKeccakF}, a fraction of what they take one after the other. Not thread-safe.
 *
 * <p>Written plainly and in small methods, as HotSpot compiles large ones, and what goes through
 * interfaces, several times over before it is done with them.
 */
public final class ManyDigests {

  private static final VarHandle LANE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Numbers of a digest, each the highest byte first. */
  public static final int DIGEST_LANES = 4;

  private static final long BYTE_MASK = 0xff;
  private static final long PADDING_FIRST = 0x01;
  private static final long PADDING_LAST = 0x80L << Long.SIZE - Byte.SIZE;

  /**
   * A part of an array.
   *
   * @param bytes not to be changed until it has been hashed
   * @param offset where the part begins
   * @param size bytes of it
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  public record Text(byte[] bytes, int offset, int size) {

    /** Blocks that it takes, with what is appended to it. */
    public int blocks() {
      return size / KeccakF.RATE + 1;
    }
  }

  /**
   * The digests of texts and of their beginnings, one after the other in the order of the texts.
   *
   * @param whole of the texts
   * @param beginnings of all of each but its last bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Pairs(long[] whole, long[] beginnings) {}

  private final long[] states = new long[WideKeccakF.LENGTH];

  /** The states where texts and their beginnings part. */
  private final long[] common = new long[KeccakF.LANES * WideKeccakF.STRIDE];

  // What is being hashed: texts, and which of all they are.
  private final Text[] columns = new Text[WideKeccakF.ABREAST];
  private final int[] numbers = new int[WideKeccakF.ABREAST];
  private int count;

  /**
   * Hashes.
   *
   * @return the digests one after the other, each of {@link #DIGEST_LANES} numbers
   */
  public long[] hash(Text[] texts) {
    long[] digests = new long[texts.length * DIGEST_LANES];
    long[] order = byBlocks(texts, 0);
    for (int from = 0; from < order.length; from += count) {
      begin(texts, order, from);
      finish(0, 0, count, 0, digests);
    }
    return digests;
  }

  /**
   * Hashes, and also all of each text but its last bytes. That takes little more, as what both have
   * in common is taken in once.
   *
   * @param tail how many last bytes; no text has fewer
   */
  public Pairs hashWithBeginnings(Text[] texts, int tail) {
    int lanes = texts.length * DIGEST_LANES;
    Pairs pairs = new Pairs(new long[lanes], new long[lanes]);
    long[] order = byBlocks(texts, tail);
    for (int from = 0; from < order.length; from += count) {
      begin(texts, order, from);
      hashColumns(tail, pairs);
    }
    return pairs;
  }

  /** The numbers of the texts, in the lower half: those that take alike many blocks together. */
  private static long[] byBlocks(Text[] texts, int tail) {
    long[] order = new long[texts.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) lastBlock(texts[i], tail) << Integer.SIZE | i;
    }
    Arrays.sort(order);
    return order;
  }

  /** The block in which a text ends without its last bytes; they are counted from 0. */
  private static int lastBlock(Text text, int tail) {
    return (text.size - tail) / KeccakF.RATE;
  }

  private void begin(Text[] texts, long[] order, int from) {
    count = Math.min(WideKeccakF.ABREAST, order.length - from);
    for (int column = 0; column < count; column++) {
      numbers[column] = (int) order[from + column];
      columns[column] = texts[numbers[column]];
    }
    Arrays.fill(states, 0, common.length, 0);
  }

  private void hashColumns(int tail, Pairs pairs) {
    int done = 0;
    for (int block = 0; done < count; block++) {
      int end = done;
      while (end < count && lastBlock(columns[end], tail) == block) {
        end++;
      }
      if (end > done) {
        System.arraycopy(states, 0, common, 0, common.length);
        finish(block, done, end, 0, pairs.whole);
        System.arraycopy(common, 0, states, 0, common.length);
        finish(block, done, end, tail, pairs.beginnings);
        System.arraycopy(common, 0, states, 0, common.length);
        done = end;
      }
      if (done < count) {
        absorb(block, done, count, tail);
        WideKeccakF.permute(states);
      }
    }
  }

  /** Hashes the rest of some texts without their last bytes, from a block on. */
  private void finish(int first, int from, int to, int tail, long[] digests) {
    int last = first;
    for (int column = from; column < to; column++) {
      last = Math.max(last, lastBlock(columns[column], tail));
    }
    for (int block = first; block <= last; block++) {
      absorb(block, from, to, tail);
      WideKeccakF.permute(states);
      read(block, from, to, tail, digests);
    }
  }

  private void absorb(int block, int from, int to, int tail) {
    for (int column = from; column < to; column++) {
      Text text = columns[column];
      int last = lastBlock(text, tail);
      int at = text.offset + block * KeccakF.RATE;
      if (block < last) {
        absorb(text.bytes, at, KeccakF.RATE_LANES, column);
      } else if (block == last) {
        absorbEnd(text.bytes, at, (text.size - tail) % KeccakF.RATE, column);
      }
    }
  }

  private void absorb(byte[] bytes, int at, int lanes, int column) {
    for (int lane = 0; lane < lanes; lane++) {
      states[lane * WideKeccakF.STRIDE + column] ^= (long) LANE.get(bytes, at + lane * Long.BYTES);
    }
  }

  /** Less than a block, and the padding. */
  private void absorbEnd(byte[] bytes, int at, int size, int column) {
    int lanes = size / Long.BYTES;
    absorb(bytes, at, lanes, column);
    long end = PADDING_FIRST << size % Long.BYTES * Byte.SIZE;
    for (int i = lanes * Long.BYTES; i < size; i++) {
      end |= (bytes[at + i] & BYTE_MASK) << i % Long.BYTES * Byte.SIZE;
    }
    states[lanes * WideKeccakF.STRIDE + column] ^= end;
    states[(KeccakF.RATE_LANES - 1) * WideKeccakF.STRIDE + column] ^= PADDING_LAST;
  }

  private void read(int block, int from, int to, int tail, long[] digests) {
    for (int column = from; column < to; column++) {
      if (lastBlock(columns[column], tail) == block) {
        readDigest(column, digests, numbers[column] * DIGEST_LANES);
      }
    }
  }

  private void readDigest(int column, long[] into, int at) {
    for (int lane = 0; lane < DIGEST_LANES; lane++) {
      into[at + lane] = Long.reverseBytes(states[lane * WideKeccakF.STRIDE + column]);
    }
  }
}

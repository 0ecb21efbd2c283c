// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Received bytes that do not make a whole frame yet. Grows by what has come, never by what was
 * announced. Not thread-safe; belongs to the connection's event loop.
 */
final class FrameBuffer {

  /**
   * Ours: shorter chunks behind others are collected in blocks of this size, as an array for a
   * single byte takes some thirty.
   */
  private static final int BLOCK = 1_024;

  private static final byte[] NOTHING = {};

  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private int firstOffset;
  private int size;

  /** Free bytes at the end of the last chunk; only a block has any. */
  private int room;

  /** Bytes in an array, from an offset on. */
  static final class Slice {
    final byte[] array;
    final int offset;

    Slice(byte[] array, int offset) {
      this.array = array;
      this.offset = offset;
    }
  }

  void append(byte[] chunk) {
    size += chunk.length;
    int fitting = Math.min(room, chunk.length);
    fill(chunk, 0, fitting);
    int rest = chunk.length - fitting;
    if (rest == 0) {
      return;
    }
    if (rest >= BLOCK || chunks.isEmpty()) {
      chunks.addLast(fitting == 0 ? chunk : Arrays.copyOfRange(chunk, fitting, chunk.length));
    } else {
      chunks.addLast(new byte[BLOCK]);
      room = BLOCK;
      fill(chunk, fitting, chunk.length);
    }
  }

  private void fill(byte[] chunk, int from, int to) {
    if (from < to) {
      System.arraycopy(chunk, from, chunks.getLast(), BLOCK - room, to - from);
      room -= to - from;
    }
  }

  int size() {
    return size;
  }

  /** How many arrays hold the bytes. */
  int chunkCount() {
    return chunks.size();
  }

  /**
   * Removes the first {@code count} bytes; at least as many must be there.
   *
   * @return where they are, in the array that has come if they are all in one
   */
  Slice take(int count) {
    byte[] first = chunks.isEmpty() ? NOTHING : chunks.getFirst();
    if (count <= first.length - firstOffset) {
      Slice whole = new Slice(first, firstOffset);
      remove(count);
      return whole;
    }
    byte[] joined = new byte[count];
    for (int filled = 0; filled < count; ) {
      byte[] chunk = chunks.getFirst();
      int part = Math.min(count - filled, chunk.length - firstOffset);
      System.arraycopy(chunk, firstOffset, joined, filled, part);
      filled += part;
      remove(part);
    }
    return new Slice(joined, 0);
  }

  /** Removes bytes of the first chunk. */
  private void remove(int count) {
    firstOffset += count;
    size -= count;
    if (size == 0) {
      discard();
    } else if (firstOffset == chunks.getFirst().length) {
      chunks.removeFirst();
      firstOffset = 0;
    }
  }

  /** Drops all bytes and the last block, so that an idle peer takes no memory. */
  void discard() {
    chunks.clear();
    size = 0;
    firstOffset = 0;
    room = 0;
  }
}

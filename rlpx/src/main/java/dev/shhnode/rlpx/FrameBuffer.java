// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Received bytes that do not make a whole frame yet. Grows by what has come, never by what was
 * announced. Not thread-safe.
 */
final class FrameBuffer {

  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private int firstOffset;
  private int size;

  void append(byte[] chunk) {
    if (chunk.length > 0) {
      chunks.addLast(chunk);
      size += chunk.length;
    }
  }

  int size() {
    return size;
  }

  /** Removes {@code count} bytes, of which there are as many, from the front. */
  byte[] take(int count) {
    byte[] taken = new byte[count];
    int filled = 0;
    while (filled < count) {
      byte[] first = chunks.getFirst();
      int part = Math.min(count - filled, first.length - firstOffset);
      System.arraycopy(first, firstOffset, taken, filled, part);
      filled += part;
      firstOffset += part;
      if (firstOffset == first.length) {
        chunks.removeFirst();
        firstOffset = 0;
      }
    }
    size -= count;
    return taken;
  }
}

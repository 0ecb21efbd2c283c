// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.util.Arrays;

/**
 * Received bytes that do not make a whole frame yet. Grows by what has come, never by what was
 * announced, and holds at most twice that, however small the segments are. Not thread-safe.
 */
final class FrameBuffer {

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int start;
  private int end;

  /** Takes {@code chunk} over: the caller must not touch it again. */
  void append(byte[] chunk) {
    if (size() == 0) {
      bytes = chunk;
      start = 0;
      end = chunk.length;
      return;
    }
    makeRoomFor(chunk.length);
    System.arraycopy(chunk, 0, bytes, end, chunk.length);
    end += chunk.length;
  }

  private void makeRoomFor(int count) {
    int size = size();
    if (end + count <= bytes.length) {
      return;
    }
    byte[] target = size + count <= bytes.length / 2 ? bytes : new byte[2 * (size + count)];
    System.arraycopy(bytes, start, target, 0, size);
    bytes = target;
    start = 0;
    end = size;
  }

  int size() {
    return end - start;
  }

  /** Removes {@code count} bytes, of which there are as many, from the front. */
  byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
    start += count;
    if (start == end) {
      bytes = NOTHING;
      start = 0;
      end = 0;
    }
    return taken;
  }
}

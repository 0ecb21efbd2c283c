// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

/**
 * An array that is used again and again for what is needed for a moment only: memory that is new
 * each time is in no cache of the processor. Of one thread; who asks for it may use it until
 * another asks, so nobody keeps it beyond a call.
 */
public final class Scratch {

  /** Ours: the largest that is kept; a hundred envelopes of half a KiB take half of it. */
  public static final int MAX_KEPT = 128 << 10;

  private byte[] kept = {};

  /**
   * The array, of at least {@code size} bytes, with anything in it. Of more than {@link #MAX_KEPT}
   * a new one, which is not kept.
   */
  public byte[] get(int size) {
    if (size > MAX_KEPT) {
      return new byte[size];
    }
    if (size > kept.length) {
      // Twice as large each time, so that sizes that grow by a little make few arrays.
      kept = new byte[Math.min(MAX_KEPT, Math.max(size, 2 * kept.length))];
    }
    return kept;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.io.IOException;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Compresses bodies of messages (EIP-706). One body that goes to several peers in succession is
 * compressed once: to be shared by the connections of a node. Thread-safe.
 */
public final class Compressor {

  /** Ours: a larger body is not kept for the next peer. */
  static final int MAX_KEPT_BYTES = 1 << 20;

  private record Compressed(Bytes body, @SuppressWarnings("ArrayRecordComponent") byte[] onWire) {}

  private volatile @Nullable Compressed last;

  /**
   * Compresses.
   *
   * @param body not to be changed afterwards
   * @return not to be changed
   */
  @SuppressWarnings("ReferenceEquality") // Comparing what they hold would cost what is saved.
  byte[] compress(Bytes body) {
    Compressed known = last;
    if (known != null && known.body == body) {
      return known.onWire;
    }
    byte[] onWire = snappy(body.toArrayUnsafe());
    last = body.size() <= MAX_KEPT_BYTES ? new Compressed(body, onWire) : null;
    return onWire;
  }

  private static byte[] snappy(byte[] plain) {
    try {
      return Snappy.compress(plain);
    } catch (IOException e) {
      throw new AssertionError("compressing has no failing case", e);
    }
  }
}

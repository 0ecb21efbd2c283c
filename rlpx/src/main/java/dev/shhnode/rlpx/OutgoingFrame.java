// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.keccak.KeccakTask;

/**
 * A frame that is encrypted and has no MACs yet, so that those of frames to many peers can be
 * computed abreast. The frames of a connection are written in the order in which they were made.
 */
public final class OutgoingFrame {

  private final byte[] bytes;
  private final FrameMac mac;

  /**
   * @param mac has been told of this frame
   */
  OutgoingFrame(byte[] bytes, FrameMac mac) {
    this.bytes = bytes;
    this.mac = mac;
  }

  /** Bytes that it takes on the wire. */
  public int size() {
    return bytes.length;
  }

  /**
   * Computes the MACs of this frame, and of all others of its connection that have none yet: the
   * same task for all of them.
   */
  public KeccakTask macs() {
    return mac;
  }

  /** What is to be written, once {@link #macs} is done. */
  public byte[] bytes() {
    return bytes;
  }

  /** Computes its MACs at once and returns what is to be written. */
  public byte[] finish() {
    mac.run();
    return bytes;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import org.apache.tuweni.bytes.Bytes;

/**
 * A packet with the secret that its mix and its sender share, nothing of which is verified yet.
 * Immutable.
 */
public final class Agreed {

  private final byte[] packet;
  private final Session session;
  private final Bytes replayTag;

  /**
   * @param packet which nobody changes any more
   */
  Agreed(byte[] packet, Session session) {
    this.packet = packet;
    this.session = session;
    this.replayTag = Bytes.wrap(session.replayTag());
  }

  /** By which the packet is known again, {@link ReplayCache#TAG_SIZE} bytes. */
  public Bytes replayTag() {
    return replayTag;
  }

  byte[] packet() {
    return packet;
  }

  Session session() {
    return session;
  }

  @Override
  public String toString() {
    return "Agreed[" + replayTag.toUnprefixedHexString() + "]";
  }
}

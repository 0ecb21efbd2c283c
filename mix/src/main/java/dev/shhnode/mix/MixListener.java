// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import org.apache.tuweni.bytes.Bytes32;

/**
 * Told what becomes of packets, descriptors and posts in this node. Every method does nothing
 * unless it is overridden. Called on the mix loop; implementations do not block and do not throw.
 */
public interface MixListener {

  /** Wants to know nothing. */
  MixListener NONE = new MixListener() {};

  /** A packet has come over a link, whatever becomes of it. */
  default void onReceived() {}

  /** A packet has gone out, and why. */
  default void onSent(PacketKind kind) {}

  /** A packet has been opened and waits for its time. */
  default void onMixed() {}

  /** An envelope is handed over to be flooded. */
  default void onExit() {}

  /** One of this node's loops has come back. */
  default void onLoopReturned() {}

  /** One of this node's loops has not come back in time. */
  default void onLoopLost() {}

  /** A mix has become known, or has new keys. */
  default void onDescriptor() {}

  /** Something goes no further. */
  default void onDropped(MixDrop reason) {}

  /** A post has got further. May be called with {@link PostStage#SENT} several times. */
  default void onPost(Bytes32 envelopeHash, PostStage stage) {}

  /** An alarm begins or ends. */
  default void onAlarm(MixAlarm alarm, boolean active) {}

  /** Why a packet is sent; on the wire they all look alike. */
  enum PacketKind {
    /** A post of this node. */
    POST,
    /** Says nothing, to fill a slot. */
    COVER,
    /** Comes back to this node. */
    LOOP,
    /** Leaves together with a packet of others, where that would be alone. */
    DECOY,
    /** Of somebody else. */
    FORWARDED
  }
}

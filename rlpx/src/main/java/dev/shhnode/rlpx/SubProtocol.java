// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import org.apache.tuweni.bytes.Bytes;

/** A protocol that runs over RLPx connections beside others. */
public interface SubProtocol {

  /** How it is announced. */
  Capability capability();

  /** How many packet codes it reserves. */
  int packetCodes();

  /**
   * Called on the connection's event loop once both hellos are exchanged and the capability is
   * shared. May send at once.
   */
  Session open(PeerConnection connection);

  /** The protocol on one connection; called on its event loop only. */
  interface Session {

    /**
     * A packet of this protocol has come.
     *
     * @param code from 0
     * @param body decompressed
     * @throws DecodeException to end the connection with {@link
     *     DisconnectReason#SUBPROTOCOL_ERROR}. Unless it is {@link DecodeException#isForgivable
     *     forgivable}, it is held against the peer as {@link Offence#MALFORMED_PACKET}.
     */
    void onPacket(int code, Bytes body) throws DecodeException;

    /**
     * No further packet follows at once, so that what has come can be worked on together. Called
     * after one packet or many.
     */
    default void onReadComplete() {}

    /** The connection is gone; called once. */
    void onClosed();
  }
}

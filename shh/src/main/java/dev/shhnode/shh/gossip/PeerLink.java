// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.Offence;
import org.apache.tuweni.bytes.Bytes;

/** The way out to one peer: what the core asks of the connection. */
public interface PeerLink {

  /** Sends a packet, after those sent before. */
  void send(int code, Bytes body);

  /**
   * The same, telling when it has gone.
   *
   * @param onWritten run on the shh loop once the packet has been handed to the socket
   */
  void send(int code, Bytes body, Runnable onWritten);

  /** Where the peer is: equal for all who share what a node has for strangers of one place. */
  Object origin();

  /** Hangs up. {@code why} is for our own log, never for the peer. */
  void disconnect(DisconnectReason reason, String why);

  /**
   * Hangs up, and holds an offence against the peer. A link that keeps no account of offences only
   * hangs up.
   */
  default void disconnectFor(Offence offence, String why) {
    disconnect(DisconnectReason.SUBPROTOCOL_ERROR, why);
  }
}

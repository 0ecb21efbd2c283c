// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.PublicKey;
import java.net.InetSocketAddress;

/**
 * Is told what goes over connections, why they do not come about, and why they end. Every method
 * does nothing unless it is overridden. Called on the event loops of many connections at once, so
 * it is thread-safe and returns at once.
 */
public interface RlpxListener {

  /** What a connection uses up by what it brings. */
  enum Share {
    /** Its own. */
    CONNECTION,
    /** That of all connections of its address. */
    ADDRESS,
    /** That of all connections of its range of addresses: a /24, of IPv6 a /48. */
    RANGE
  }

  /** A bound that was reached, so that a connection had to be closed. */
  enum Bound {
    /** Sockets that others have dialled and that are not peers. */
    PENDING_CONNECTIONS("makes room for a newcomer"),

    /** Handshakes that one address, or one range of addresses, begins within a time. */
    HANDSHAKES("too many handshakes from there"),

    /** Inbound places of one network; a peer from another network has taken one. */
    PLACES("gives way to another connection"),

    /** One connection with each node; both ends had dialled. */
    CONNECTIONS_OF_A_NODE("gives way to another connection"),

    /** Bytes received from all peers and not read yet. */
    UNREAD_BYTES("too much of it is unread"),

    /** Bytes written to all peers and not taken by them. */
    UNWRITTEN_BYTES("it reads too slowly"),

    /** Time in which a peer takes nothing of what is written to it. */
    WRITE_PATIENCE("it reads nothing");

    private final String why;

    Bound(String why) {
      this.why = why;
    }

    /** Why the connection is closed, for the log. */
    public String why() {
      return why;
    }
  }

  /**
   * A node may not stay, and is told so; {@link #onEnded} follows.
   *
   * @param id of a node that dialled us it is not proved before its hello
   * @param address the other end of the connection
   */
  default void onRefused(PublicKey id, InetSocketAddress address, DisconnectReason reason) {}

  /**
   * A node that we dialled cannot be reached.
   *
   * @param address unresolved
   */
  default void onUnreachable(PublicKey id, InetSocketAddress address, Throwable failure) {}

  /**
   * A connection is closed because a bound is reached. {@link #onEnded} follows, or has been called
   * already if only the socket was left; for {@link Bound#HANDSHAKES} no session has begun.
   *
   * @param address the other end of the connection
   */
  default void onBound(InetSocketAddress address, Bound bound) {}

  /**
   * The session on a connection has ended; called once for each connection, whether it has become a
   * peer or not.
   *
   * @param address the other end of the connection
   */
  default void onEnded(InetSocketAddress address, SessionEnd end) {}

  /**
   * A node has offended so often that it is banned for a time, or that its address is.
   *
   * @param address the other end of its last connection
   * @param byAddress whether it is the address that is banned
   */
  default void onBanned(PublicKey id, InetSocketAddress address, boolean byAddress) {}

  /**
   * A connection is not read from for a moment, as it has used up a share of what may come.
   *
   * @param address the other end of the connection
   */
  default void onDelayed(InetSocketAddress address, Share share) {}

  /**
   * Bytes have come from a socket.
   *
   * @param bytes as they came, encrypted
   */
  default void onReceived(int bytes) {}

  /**
   * Bytes have been handed to the operating system for a socket.
   *
   * @param bytes as they go, encrypted
   */
  default void onSent(int bytes) {}
}

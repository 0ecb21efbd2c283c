// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.PublicKey;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/** A connection to a peer as a {@link SubProtocol} sees it. Thread-safe. */
public interface PeerConnection {

  /**
   * Most bytes of a packet's body that can be sent. Ours: it fits a frame of 2^24 − 1 bytes even
   * where compression makes it a sixth longer.
   */
  int MAX_BODY_SIZE = 12 << 20;

  /** Who the peer is, proved by the handshake. */
  PublicKey id();

  /** What the peer's hello calls its software; written by a stranger. */
  String clientId();

  /** What the peer's hello says it speaks. */
  List<Capability> capabilities();

  /**
   * What runs on this connection, the sub-protocol included. A sub-protocol that has no more use
   * for a connection leaves it to the others, if there are any.
   */
  List<Capability> shared();

  /** Whether the peer dialled us. */
  boolean inbound();

  /** Our end. */
  InetSocketAddress localAddress();

  /** The peer's end. */
  InetSocketAddress remoteAddress();

  /**
   * Sends a packet of the sub-protocol; packets keep their order.
   *
   * @param code from 0, below {@link SubProtocol#packetCodes}
   * @param body at most {@link #MAX_BODY_SIZE} bytes
   * @param onWritten run on the connection's event loop once the packet has been handed to the
   *     operating system; never if the connection ends before
   * @throws IllegalArgumentException if the code or the body is out of bounds
   */
  void send(int code, Bytes body, Runnable onWritten);

  /**
   * Says why and hangs up.
   *
   * @param reason for the peer
   * @param why for our own log, in words
   */
  void disconnect(DisconnectReason reason, String why);

  /**
   * Hangs up for a sub-protocol error, and holds an offence against the peer.
   *
   * @param why for our own log, in words
   */
  void disconnectFor(Offence offence, String why);

  /**
   * Reads no more from the peer until {@link #resumeReading}; where several sub-protocols share the
   * connection, until all that paused it resume. Called on the connection's event loop, as from
   * {@link SubProtocol.Session#onPacket}, it holds at once: no further packet comes, also none that
   * was received already. From another thread a few more may come.
   */
  void pauseReading();

  void resumeReading();

  /**
   * Counts what packets have turned out to hold. A peer that brings too much of it is not read from
   * for a while, which is no fault of its own and costs it nothing. Called on the connection's
   * event loop.
   *
   * @param envelopes how many, or as many things of another kind
   * @param work what they cost this node, in permutations of Keccak-f or what takes as long, half a
   *     microsecond or so. Reckoned from sizes, not measured, so that a busy machine does not make
   *     peers look worse than they are, and that the same packets always cost the same.
   */
  void spend(int envelopes, int work);

  /** Runs a task on the connection's event loop, after what waits there already. */
  void execute(Runnable task);

  /**
   * The same when other connections of the event loop have been read from: for those who have more
   * to do than is done in one go.
   */
  default void executeAfterOthers(Runnable task) {
    execute(task);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import java.util.Optional;

/**
 * Connections that others have dialled and that are not peers: the handshake or the hello has not
 * come yet, or a disconnect was sent and the socket is still open. Their number is bounded; a new
 * one displaces an old one, since one that has waited long is likely to stay silent. Thread-safe.
 *
 * @param <C> a connection
 */
public final class PendingConnections<C extends PeerTable.Connection> {

  private final int max;
  private final FairQueue<C> pending = new FairQueue<>();

  /**
   * @param max how many there are at most
   */
  public PendingConnections(int max) {
    this.max = max;
  }

  /**
   * Takes a connection in, as the newest.
   *
   * @return the one that has to make room: the oldest of the network that has most of them
   */
  public synchronized Optional<C> add(C connection) {
    remove(connection);
    pending.add(connection, networkOf(connection));
    return pending.size() <= max ? Optional.empty() : pending.poll();
  }

  /** Takes a connection out: it has become a peer, or is closed. */
  public synchronized void remove(C connection) {
    pending.remove(connection, networkOf(connection));
  }

  private Network networkOf(C connection) {
    return Network.of(connection.address());
  }

  /** Whether half of the room is taken. */
  public synchronized boolean isCrowded() {
    return pending.size() >= max / 2;
  }

  synchronized int size() {
    return pending.size();
  }
}

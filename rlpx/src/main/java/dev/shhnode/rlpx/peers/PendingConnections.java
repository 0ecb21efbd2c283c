// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connections dialled by others that are no peers: they have not shown who they are, have not said
 * hello, or are being taken leave of. There are only so many, and the newcomer is the one that
 * finds room: it may be honest, while who has waited longest most likely says nothing. Thread-safe.
 *
 * @param <C> a connection
 */
public final class PendingConnections<C extends PeerTable.Connection> {

  private final int max;

  /** By age; the value is the network. */
  private final Map<C, Network> pending = new LinkedHashMap<>();

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
    pending.remove(connection);
    pending.put(connection, Network.of(connection.address()));
    if (pending.size() <= max) {
      return Optional.empty();
    }
    C surplus = oldestOfTheLargest();
    pending.remove(surplus);
    return Optional.of(surplus);
  }

  private C oldestOfTheLargest() {
    Map<Network, List<C>> byNetwork = new LinkedHashMap<>();
    pending.forEach(
        (connection, network) ->
            byNetwork.computeIfAbsent(network, first -> new ArrayList<>()).add(connection));
    List<C> largest = List.of();
    for (List<C> of : byNetwork.values()) {
      largest = of.size() > largest.size() ? of : largest;
    }
    return largest.get(0);
  }

  /** It has become a peer, or is gone. */
  public synchronized void remove(C connection) {
    pending.remove(connection);
  }

  synchronized int size() {
    return pending.size();
  }
}

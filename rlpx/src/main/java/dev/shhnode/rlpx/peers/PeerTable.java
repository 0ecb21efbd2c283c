// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is connected: each node once, never ourselves, and no more than there is room for. A trusted
 * node is let in even if all places are taken, and takes a place if one is free. A node that we
 * dial takes its place when the handshake is done, one that dials us only with its hello: before
 * that it may be anybody who replays the node's auth. Thread-safe.
 *
 * <p>When two nodes dial each other at once, the connection dialled by the one with the greater id
 * stays. The greater one refuses the other as soon as its own dial has been answered. It says hello
 * over its own only if the other is not active by then, so its hello tells the lesser one to give
 * up what it dialled itself, which may have been active for a moment. If each kept its own first
 * one, as geth does, both connections could be refused.
 *
 * @param <C> a connection
 */
public final class PeerTable<C extends PeerTable.Connection> {

  /** One place in so many is kept for nodes that we dial. */
  private static final int RESERVED_SHARE = 5;

  /** Ours: one network may hold one inbound place in so many when another network wants one. */
  private static final int NETWORK_SHARE = 4;

  /** What the table asks of a connection. */
  public interface Connection {

    /** Whether the other end has dialled. */
    boolean isInbound();

    /** The other end; unresolved if the socket is closed already. */
    InetSocketAddress address();

    /**
     * Ends the connection, which has lost its place. Called under the table's lock, so it only
     * gives its loop a task.
     */
    void giveWay(DisconnectReason reason);
  }

  private final PublicKey self;
  private final int maxPeers;
  private final Admission admission;

  /** Oldest first. */
  private final Map<PublicKey, C> places = new LinkedHashMap<>();

  private final Set<PublicKey> trusted = new HashSet<>();

  /**
   * @param self this node
   * @param maxPeers places, besides those of trusted nodes
   * @param admission may refuse nodes that there is a place for
   */
  public PeerTable(PublicKey self, int maxPeers, Admission admission) {
    this.self = self;
    this.maxPeers = maxPeers;
    this.admission = admission;
  }

  /** Lets a node in from now on even if all places are taken. */
  public synchronized void trust(PublicKey id) {
    trusted.add(id);
  }

  /** Trusts a node no more; if it is connected, it stays. */
  public synchronized void distrust(PublicKey id) {
    trusted.remove(id);
  }

  public synchronized boolean isTrusted(PublicKey id) {
    return trusted.contains(id);
  }

  /**
   * Called when the handshake is done. Takes a place for a node that we dialled.
   *
   * @return why the node may not stay; empty if it may
   */
  public synchronized Optional<DisconnectReason> admit(PublicKey id, C connection) {
    Optional<DisconnectReason> refusal = refusal(id, connection);
    if (refusal.isEmpty() && !connection.isInbound()) {
      places.put(id, connection);
    }
    return refusal;
  }

  private Optional<DisconnectReason> refusal(PublicKey id, C connection) {
    return admission
        .admit(id, connection.address(), connection.isInbound())
        .or(() -> ownRefusal(id, connection));
  }

  private Optional<DisconnectReason> ownRefusal(PublicKey id, C connection) {
    if (id.equals(self)) {
      return Optional.of(DisconnectReason.SELF);
    }
    C present = places.get(id);
    if (present != null) {
      return givesWay(present, id, connection)
          ? Optional.empty()
          : Optional.of(DisconnectReason.ALREADY_CONNECTED);
    }
    boolean full =
        !trusted.contains(id)
            && !hasRoom(connection.isInbound())
            && !(connection.isInbound() && crowded(connection).isPresent());
    return full ? Optional.of(DisconnectReason.TOO_MANY_PEERS) : Optional.empty();
  }

  /**
   * Whether the connection that we dialled is given up for the one that the node dialled, because
   * its id is greater.
   */
  private boolean givesWay(C present, PublicKey id, C newcomer) {
    return newcomer.isInbound()
        && !present.isInbound()
        && id.toBytes().compareTo(self.toBytes()) > 0;
  }

  /**
   * Called when the node's hello has come. A node that dialled us takes its place now.
   *
   * @return why the node may not stay; empty if it may
   */
  public synchronized Optional<DisconnectReason> activate(PublicKey id, C connection) {
    if (places.get(id) == connection) {
      return Optional.empty();
    }
    if (!connection.isInbound()) {
      return Optional.of(DisconnectReason.ALREADY_CONNECTED);
    }
    Optional<DisconnectReason> refusal = refusal(id, connection);
    if (refusal.isEmpty()) {
      makeRoom(id, connection);
      places.put(id, connection);
    }
    return refusal;
  }

  private void makeRoom(PublicKey id, C newcomer) {
    C dialled = places.remove(id);
    if (dialled != null) {
      dialled.giveWay(DisconnectReason.ALREADY_CONNECTED);
    } else if (!trusted.contains(id) && !hasRoom(true)) {
      crowded(newcomer)
          .ifPresent(
              crowded -> {
                release(crowded);
                crowded.giveWay(DisconnectReason.TOO_MANY_PEERS);
              });
    }
  }

  /**
   * The newest connection of a network that holds more than its share, if the newcomer's does not.
   */
  private Optional<C> crowded(C newcomer) {
    Map<Network, List<C>> byNetwork = new HashMap<>();
    places.forEach(
        (id, held) -> {
          if (held.isInbound() && !trusted.contains(id)) {
            byNetwork
                .computeIfAbsent(Network.of(held.address()), network -> new ArrayList<>())
                .add(held);
          }
        });
    int share = Math.max(1, maxInbound() / NETWORK_SHARE);
    if (byNetwork.getOrDefault(Network.of(newcomer.address()), List.of()).size() >= share) {
      return Optional.empty();
    }
    return byNetwork.values().stream()
        .filter(held -> held.size() > share)
        .max((a, b) -> Integer.compare(a.size(), b.size()))
        .map(held -> held.get(held.size() - 1));
  }

  /** How many places are free for nodes that are dialled. */
  public synchronized int room() {
    return Math.max(0, maxPeers - places.size());
  }

  /** Whether one more node could be dialled. */
  public boolean hasRoom() {
    return room() > 0;
  }

  private boolean hasRoom(boolean inbound) {
    return hasRoom() && (!inbound || inboundCount() < maxInbound());
  }

  private long inboundCount() {
    return places.values().stream().filter(Connection::isInbound).count();
  }

  private int maxInbound() {
    return maxPeers - maxPeers / RESERVED_SHARE;
  }

  /** Gives a connection's place back. Returns whether it had one. */
  public synchronized boolean release(C connection) {
    return places.values().removeIf(held -> held == connection);
  }

  public synchronized boolean contains(PublicKey id) {
    return places.containsKey(id);
  }

  /** The connection with a node. */
  public synchronized Optional<C> connection(PublicKey id) {
    return Optional.ofNullable(places.get(id));
  }

  /** All connections. */
  public synchronized List<C> connections() {
    return List.copyOf(places.values());
  }
}

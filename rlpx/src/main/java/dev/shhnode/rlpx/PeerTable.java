// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is connected: each node once, never ourselves, and no more than there is room for. A place is
 * taken when the handshake has shown who it is, so those exchanging hellos count. Thread-safe.
 *
 * <p>When two nodes dial each other at once, the one with the greater id decides: it keeps the
 * connection that shows itself first and refuses the other. The lesser one lets both be until it
 * has a hello, which the greater one sends over one of them only. If each kept its own first one,
 * as geth does, both connections could be refused.
 *
 * @param <C> a connection
 */
public final class PeerTable<C> {

  /** One place in so many is kept for nodes that we dial. */
  private static final int RESERVED_SHARE = 5;

  private final PublicKey self;
  private final int maxPeers;

  /** Of each node the connections that have shown it, never an empty list. */
  private final Map<PublicKey, List<Place<C>>> places = new HashMap<>();

  private static final class Place<C> {
    private final C connection;
    private final boolean inbound;
    private boolean active;

    Place(C connection, boolean inbound) {
      this.connection = connection;
      this.inbound = inbound;
    }
  }

  public PeerTable(PublicKey self, int maxPeers) {
    this.self = self;
    this.maxPeers = maxPeers;
  }

  /** The handshake has shown who it is: takes a place, or says why there is none. */
  public synchronized Optional<DisconnectReason> admit(
      PublicKey id, C connection, boolean inbound) {
    if (id.equals(self)) {
      return Optional.of(DisconnectReason.SELF);
    }
    List<Place<C>> present = places.get(id);
    if (present != null) {
      if (!isCrossing(present, inbound) || decides(id)) {
        return Optional.of(DisconnectReason.ALREADY_CONNECTED);
      }
      present.add(new Place<>(connection, inbound));
      return Optional.empty();
    }
    if (!hasRoom() || (inbound && inboundCount() >= maxInbound())) {
      return Optional.of(DisconnectReason.TOO_MANY_PEERS);
    }
    places.put(id, new ArrayList<>(List.of(new Place<>(connection, inbound))));
    return Optional.empty();
  }

  private static <C> boolean isCrossing(List<Place<C>> present, boolean inbound) {
    return present.size() == 1 && !present.get(0).active && present.get(0).inbound != inbound;
  }

  private boolean decides(PublicKey other) {
    return self.toBytes().compareTo(other.toBytes()) > 0;
  }

  /** The node's hello has come: says why the connection is superfluous, if it is. */
  public synchronized Optional<DisconnectReason> activate(PublicKey id, C connection) {
    List<Place<C>> present = places.getOrDefault(id, List.of());
    if (present.stream().anyMatch(place -> place.active)) {
      return Optional.of(DisconnectReason.ALREADY_CONNECTED);
    }
    present.stream()
        .filter(place -> place.connection == connection)
        .forEach(place -> place.active = true);
    return Optional.empty();
  }

  /** Whether one more node could be dialled. */
  public synchronized boolean hasRoom() {
    return places.size() < maxPeers;
  }

  private long inboundCount() {
    return places.values().stream().filter(present -> present.get(0).inbound).count();
  }

  private int maxInbound() {
    return maxPeers - maxPeers / RESERVED_SHARE;
  }

  /** Gives a connection's place back, if it has one. */
  public synchronized void release(C connection) {
    places.values().forEach(present -> present.removeIf(place -> place.connection == connection));
    places.values().removeIf(List::isEmpty);
  }

  public synchronized boolean contains(PublicKey id) {
    return places.containsKey(id);
  }

  /** The connections with a node: none, one, or two that cross. */
  public synchronized List<C> connections(PublicKey id) {
    return places.getOrDefault(id, List.of()).stream().map(place -> place.connection).toList();
  }

  /** All connections. */
  public synchronized List<C> connections() {
    return places.values().stream().flatMap(List::stream).map(place -> place.connection).toList();
  }
}

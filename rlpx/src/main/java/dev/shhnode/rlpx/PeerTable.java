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
 * @param <C> a connection
 */
public final class PeerTable<C> {

  /** One place in so many is kept for nodes that we dial. */
  private static final int RESERVED_SHARE = 5;

  private final PublicKey self;
  private final int maxPeers;
  private final Map<PublicKey, Place<C>> places = new HashMap<>();

  private record Place<C>(C connection, boolean inbound) {}

  public PeerTable(PublicKey self, int maxPeers) {
    this.self = self;
    this.maxPeers = maxPeers;
  }

  /** Takes a place, or says why there is none. */
  public synchronized Optional<DisconnectReason> admit(
      PublicKey id, C connection, boolean inbound) {
    if (id.equals(self)) {
      return Optional.of(DisconnectReason.SELF);
    }
    if (places.containsKey(id)) {
      return Optional.of(DisconnectReason.ALREADY_CONNECTED);
    }
    if (places.size() >= maxPeers || (inbound && inboundCount() >= maxInbound())) {
      return Optional.of(DisconnectReason.TOO_MANY_PEERS);
    }
    places.put(id, new Place<>(connection, inbound));
    return Optional.empty();
  }

  private long inboundCount() {
    return places.values().stream().filter(Place::inbound).count();
  }

  private int maxInbound() {
    return maxPeers - maxPeers / RESERVED_SHARE;
  }

  /** Gives a connection's place back, if it has one. */
  public synchronized void release(C connection) {
    places.values().removeIf(place -> place.connection() == connection);
  }

  public synchronized boolean contains(PublicKey id) {
    return places.containsKey(id);
  }

  public synchronized Optional<C> get(PublicKey id) {
    return Optional.ofNullable(places.get(id)).map(Place::connection);
  }

  public synchronized List<C> connections() {
    List<C> all = new ArrayList<>();
    places.values().forEach(place -> all.add(place.connection()));
    return all;
  }
}

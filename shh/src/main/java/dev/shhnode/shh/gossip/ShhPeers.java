// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.WhisperVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The connected peers: by version, since a connection may carry several, and by id. Belongs to the
 * shh loop.
 */
final class ShhPeers {

  private final Map<WhisperVersion, Map<PublicKey, ShhPeer>> byVersion =
      new EnumMap<>(WhisperVersion.class);

  ShhPeers() {
    for (ShhProtocol protocol : ShhProtocols.ALL) {
      byVersion.put(protocol.version(), new HashMap<>());
    }
  }

  private Map<PublicKey, ShhPeer> speaking(ShhProtocol protocol) {
    return requireNonNull(byVersion.get(protocol.version()));
  }

  void add(ShhPeer peer) {
    speaking(peer.protocol()).put(peer.id(), peer);
  }

  /** False if it is not there, or another has taken its place. */
  boolean remove(ShhPeer peer) {
    return speaking(peer.protocol()).remove(peer.id(), peer);
  }

  boolean contains(ShhPeer peer) {
    return peer.equals(speaking(peer.protocol()).get(peer.id()));
  }

  Optional<ShhPeer> get(PublicKey id, ShhProtocol protocol) {
    return Optional.ofNullable(speaking(protocol).get(id));
  }

  /** Who has this id, in the newest version that it speaks with us. */
  Optional<ShhPeer> newest(PublicKey id) {
    return ShhProtocols.ALL.stream().flatMap(protocol -> get(id, protocol).stream()).findFirst();
  }

  Collection<ShhPeer> of(WhisperVersion version) {
    return speaking(ShhProtocols.of(version)).values();
  }

  /** Which must not come or go meanwhile. */
  void forEach(Consumer<ShhPeer> action) {
    byVersion.values().forEach(peers -> peers.values().forEach(action));
  }

  /** As they are now. */
  List<ShhPeer> all() {
    List<ShhPeer> all = new ArrayList<>();
    forEach(all::add);
    return all;
  }
}

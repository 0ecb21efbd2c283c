// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.SubProtocol;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Connections of one kind, with places of their own. As an {@link Entrance} it is for connections
 * that were dialled for it. Thread-safe.
 *
 * @param subProtocols what it is for: without one of them a connection does not belong to it
 * @param table its places
 * @param <C> a connection
 */
public record Pool<C extends PeerTable.Connection>(
    List<SubProtocol> subProtocols, PeerTable<C> table) implements Entrance<C> {

  public Pool {
    subProtocols = List.copyOf(subProtocols);
  }

  /** Whether a connection on which these run serves what the pool is for. */
  public boolean isFor(List<SubProtocol> shared) {
    return !Collections.disjoint(subProtocols, shared);
  }

  @Override
  public Optional<DisconnectReason> admit(PublicKey id, C connection) {
    return table.admit(id, connection);
  }

  @Override
  public Optional<DisconnectReason> activate(PublicKey id, C connection, List<SubProtocol> shared) {
    return isFor(shared)
        ? table.activate(id, connection)
        : Optional.of(DisconnectReason.USELESS_PEER);
  }
}

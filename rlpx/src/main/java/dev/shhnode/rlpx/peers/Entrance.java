// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.SubProtocol;
import java.util.List;
import java.util.Optional;

/**
 * Where a connection gets its place: the {@link Pool} that it was dialled for, or, for one that
 * others have dialled, the {@link Pools}. Thread-safe.
 *
 * @param <C> a connection
 */
public interface Entrance<C extends PeerTable.Connection> {

  /**
   * Called when the handshake is done.
   *
   * @return why the node may not stay; empty if it may
   */
  Optional<DisconnectReason> admit(PublicKey id, C connection);

  /**
   * Called when the node's hello has come.
   *
   * @param shared what both ends speak on this connection, not empty
   * @return why the node may not stay; empty if it may
   */
  Optional<DisconnectReason> activate(PublicKey id, C connection, List<SubProtocol> shared);
}

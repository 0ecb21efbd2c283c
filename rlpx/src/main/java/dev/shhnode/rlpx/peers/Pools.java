// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.rlpx.SubProtocol;
import java.util.List;
import java.util.Optional;

/**
 * All pools of a node. As an {@link Entrance} they are for connections that others have dialled:
 * which pool such a one belongs to shows only in its hello, by what it speaks. It gets into the
 * first pool that is for any of that, and if that one is full, into none. Thread-safe.
 *
 * <p>A node can have one connection in each pool. When two nodes dial each other for the same pool
 * at once, the one with the greater id may say hello over both connections, since the other might
 * have dialled for another pool; it refuses what the lesser one dialled as soon as that says hello.
 *
 * @param pools in the order in which they are asked, not empty
 * @param <C> a connection
 */
public record Pools<C extends PeerTable.Connection>(List<Pool<C>> pools) implements Entrance<C> {

  public Pools {
    pools = List.copyOf(pools);
    if (pools.isEmpty()) {
      throw new IllegalArgumentException("no pool");
    }
  }

  /** Refuses a node only if every pool does, and then as the first. */
  @Override
  public Optional<DisconnectReason> admit(PublicKey id, C connection) {
    Optional<DisconnectReason> first = pools.get(0).admit(id, connection);
    boolean anyOther =
        first.isPresent()
            && pools.stream().skip(1).anyMatch(pool -> pool.admit(id, connection).isEmpty());
    return anyOther ? Optional.empty() : first;
  }

  @Override
  public Optional<DisconnectReason> activate(PublicKey id, C connection, List<SubProtocol> shared) {
    return pools.stream()
        .filter(pool -> pool.isFor(shared))
        .findFirst()
        .map(pool -> pool.activate(id, connection, shared))
        .orElse(Optional.of(DisconnectReason.USELESS_PEER));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.DisconnectReason;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * A rule on who may be connected with this node, such as a list of banned nodes. The {@link
 * PeerTable} asks it before its own rules: when the handshake is done, and of a node that dialled
 * us once more with its hello. Where there are several pools, each may ask it. It is asked under
 * the table's lock, so it answers at once, and may ask the table in turn. Thread-safe.
 */
@FunctionalInterface
public interface Admission {

  /**
   * Why a node may not stay, if it may not.
   *
   * @param id shown by the handshake; of a node that dialled us not proved before its hello
   * @param address the other end of the connection; unresolved if the socket is closed already
   * @param inbound whether the other end has dialled
   */
  Optional<DisconnectReason> admit(PublicKey id, InetSocketAddress address, boolean inbound);

  /** Asks some rules one after the other, until one refuses. Without any rule nobody is refused. */
  static Admission allOf(Admission... rules) {
    List<Admission> all = List.of(rules);
    return (id, address, inbound) ->
        all.stream().flatMap(rule -> rule.admit(id, address, inbound).stream()).findFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.PublicKey;
import java.net.InetSocketAddress;

/**
 * Is told why connections do not come about. Every method does nothing unless it is overridden.
 * Called on the event loops of many connections at once, so it is thread-safe and returns at once.
 */
public interface RlpxListener {

  /**
   * A node may not stay, and is told so.
   *
   * @param id of a node that dialled us it is not proved before its hello
   * @param address the other end of the connection
   */
  default void onRefused(PublicKey id, InetSocketAddress address, DisconnectReason reason) {}

  /**
   * A node that we dialled cannot be reached.
   *
   * @param address unresolved
   */
  default void onUnreachable(PublicKey id, InetSocketAddress address, Throwable failure) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.RpcListener;

/**
 * What one connection takes of the bounds that all connections share.
 *
 * @param channel the connection
 * @param place among those of its server
 * @param requests memory for its requests
 * @param unread memory for its answers and pushes
 * @param listener told why it is cut off
 */
record ClientResources(
    ClientChannel channel,
    ConnectionPlaces.Place place,
    RequestBudget.Account requests,
    UnreadBudget.Account unread,
    RpcListener listener) {

  static ClientResources open(
      ClientChannel channel,
      ConnectionPlaces.Place place,
      RpcBudgets budgets,
      RpcLimits limits,
      RpcListener listener) {
    return new ClientResources(
        channel,
        place,
        budgets.requests().open(),
        budgets.unread().open(limits.maxPendingBytes(), why -> cutOff(channel, listener, why)),
        listener);
  }

  private static void cutOff(ClientChannel channel, RpcListener listener, RpcDrop why) {
    listener.onDropped(why);
    channel.abort();
  }

  /** Closes the connection at once. */
  void cutOff(RpcDrop why) {
    cutOff(channel, listener, why);
  }

  /** The connection is closed: gives everything back. */
  void close() {
    place.leave();
    requests.close();
    unread.close();
  }
}

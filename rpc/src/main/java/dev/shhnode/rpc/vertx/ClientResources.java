// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.RpcLimits;

/**
 * What one connection takes of what all share.
 *
 * @param channel the connection
 * @param place among those of its server
 * @param requests memory for its requests
 * @param unread memory for its answers and pushes
 */
record ClientResources(
    ClientChannel channel,
    ConnectionPlaces.Place place,
    RequestBudget.Account requests,
    UnreadBudget.Account unread) {

  static ClientResources open(
      ClientChannel channel, ConnectionPlaces.Place place, RpcBudgets budgets, RpcLimits limits) {
    return new ClientResources(
        channel,
        place,
        budgets.requests().open(),
        budgets.unread().open(limits.maxPendingBytes(), channel::abort));
  }

  /** The connection is gone. */
  void close() {
    place.leave();
    requests.close();
    unread.close();
  }
}

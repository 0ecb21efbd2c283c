// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.runtime.HeapShare;

/**
 * Memory that the clients of a node may take, over all its connections and transports together;
 * each connection has its own bounds besides. Thread-safe.
 */
public final class RpcBudgets {

  private final RequestBudget requests;
  private final UnreadBudget unread;

  /**
   * Makes budgets.
   *
   * @param requestBytes for requests, from their first byte until they are answered
   * @param unreadBytes for answers and pushes that clients have not taken
   */
  public RpcBudgets(long requestBytes, long unreadBytes) {
    this.requests = new RequestBudget(requestBytes);
    this.unread = new UnreadBudget(unreadBytes);
  }

  /** The usual budgets, or lower ones for a small heap. */
  public static RpcBudgets ofHeap(long heapBytes) {
    return new RpcBudgets(HeapShare.RPC_REQUESTS.of(heapBytes), HeapShare.RPC_UNREAD.of(heapBytes));
  }

  RequestBudget requests() {
    return requests;
  }

  UnreadBudget unread() {
    return unread;
  }
}

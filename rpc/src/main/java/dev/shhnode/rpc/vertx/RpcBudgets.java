// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

/**
 * Memory that the clients of a node may take, over all its connections and transports together;
 * each connection has its own bounds besides. Thread-safe.
 */
public final class RpcBudgets {

  /** Ours: a dozen of the largest requests. */
  private static final long MAX_REQUEST_BYTES = 64L << 20;

  private static final int REQUEST_SHARE = 8;

  /** Ours: eight clients that leave unread all that one may. */
  private static final long MAX_UNREAD_BYTES = 128L << 20;

  private static final int UNREAD_SHARE = 6;

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
    return new RpcBudgets(
        Math.min(MAX_REQUEST_BYTES, heapBytes / REQUEST_SHARE),
        Math.min(MAX_UNREAD_BYTES, heapBytes / UNREAD_SHARE));
  }

  RequestBudget requests() {
    return requests;
  }

  UnreadBudget unread() {
    return unread;
  }
}

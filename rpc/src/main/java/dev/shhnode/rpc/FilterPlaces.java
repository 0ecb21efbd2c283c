// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

/**
 * How many filters a connection has made that are not deleted. Filters outlive their connection, so
 * this is an object of its own and not part of the session. Thread-safe.
 */
public final class FilterPlaces {

  /**
   * Ours: as many as subscriptions; the node also bounds the filters of all connections together.
   */
  public static final int MAX_FILTERS = 1_000;

  private int filters;

  /**
   * Takes a place for a filter.
   *
   * @throws RpcException if the connection has made too many that are not deleted
   */
  public synchronized void reserve() throws RpcException {
    if (filters >= MAX_FILTERS) {
      throw RpcException.dropped(
          RpcDrop.FILTERS_OF_CONNECTION,
          "too many filters of this connection, at most " + MAX_FILTERS);
    }
    filters++;
  }

  /** Gives the place of a deleted filter back. */
  public synchronized void release() {
    filters--;
  }
}

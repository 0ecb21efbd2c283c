// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.rpc.FilterPlaces;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcSession;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Which connection is charged for which filter of the node. A filter can be deleted on any
 * connection, so the place is given back to the one that made it; nothing else of that one is kept
 * if it is closed. Thread-safe.
 */
public final class FilterOwners {

  private final Map<String, FilterPlaces> makers = new ConcurrentHashMap<>();

  /**
   * Installs a filter and charges it to a connection.
   *
   * @param installation begins to install it, and yields its id, unique in the node
   * @return the id; fails as the installation does, and then nothing is charged
   * @throws RpcException if the connection has made too many that are not deleted
   */
  public CompletionStage<String> install(
      RpcSession session, Supplier<? extends CompletionStage<String>> installation)
      throws RpcException {
    FilterPlaces maker = session.filterPlaces();
    maker.reserve();
    return begin(maker, installation)
        .whenComplete(
            (id, failure) -> {
              if (failure == null) {
                makers.put(id, maker);
              } else {
                maker.release();
              }
            });
  }

  private static CompletionStage<String> begin(
      FilterPlaces maker, Supplier<? extends CompletionStage<String>> installation) {
    try {
      return installation.get();
    } catch (RejectedExecutionException busy) {
      maker.release();
      throw busy;
    }
  }

  /** Gives the place of a removed filter back; an unknown id is ignored. */
  public void removed(String id) {
    FilterPlaces maker = makers.remove(id);
    if (maker != null) {
      maker.release();
    }
  }
}

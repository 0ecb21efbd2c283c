// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.rpc.FilterPlaces;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.shh.FilterStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Which connection is charged for which filter of the node. A filter can be deleted on any
 * connection, so the place is given back to the one that made it; nothing else of that one is kept
 * if it is closed. Thread-safe.
 */
public final class FilterOwners {

  private final Map<String, FilterPlaces> makers = new ConcurrentHashMap<>();
  private final FilterLeases leases;

  /**
   * Makes owners without filters.
   *
   * @param leases those of the filters
   */
  public FilterOwners(FilterLeases leases) {
    this.leases = leases;
  }

  /**
   * Installs a filter, charges it to a connection and begins its lease.
   *
   * @param lease what its client asked for, if it did; zero for no end
   * @param end removes a filter, by its id, whose lease ends, and calls {@link #removed}
   * @param installation begins to install it, and yields its id, unique in the node
   * @return the id; fails as the installation does, and then nothing is charged
   * @throws RpcException if the connection has made too many that are not deleted
   */
  public CompletionStage<String> install(
      RpcSession session,
      Optional<Duration> lease,
      Consumer<String> end,
      Supplier<? extends CompletionStage<String>> installation)
      throws RpcException {
    FilterPlaces maker = session.filterPlaces();
    maker.reserve();
    return begin(maker, installation)
        .whenComplete(
            (id, failure) -> {
              if (failure == null) {
                makers.put(id, maker);
                leases.begin(id, session, lease, () -> end.accept(id));
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

  /** A filter is polled, which renews its lease; an unknown id is ignored. */
  public void polled(String id) {
    leases.renew(id);
  }

  /** What {@code shh_getFilterStatus} answers. */
  public JsonObject status(String id, FilterStatus status) {
    return JsonObject.of(
        member("lease", JsonValue.of(leases.of(id).toSeconds())),
        member("waiting", JsonValue.of(status.waiting())),
        member("dropped", JsonValue.of(status.dropped())));
  }

  /** Gives the place of a removed filter back; an unknown id is ignored. */
  public void removed(String id) {
    leases.forget(id);
    FilterPlaces maker = makers.remove(id);
    if (maker != null) {
      maker.release();
    }
  }
}

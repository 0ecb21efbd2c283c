// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhService;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Installs polled filters and counts them to the connection that made them. Thread-safe. */
final class MessageFilters {

  private final ShhService shh;

  /** Filters that their clients know as subscriptions; each of them is installed. */
  private final Set<String> polledSubscriptions = ConcurrentHashMap.newKeySet();

  MessageFilters(ShhService shh) {
    this.shh = shh;
  }

  /** Installs a filter; its id, 64 digits without prefix. */
  CompletionStage<String> install(FilterCriteria criteria, RpcCall call) throws RpcException {
    RpcSession session = call.session();
    session.checkFilters();
    return shh.addFilter(criteria)
        .thenApply(
            id -> {
              session.addFilter(id);
              return id;
            });
  }

  /** Installs a filter as the first version 5 did by {@code shh_subscribe}. */
  CompletionStage<String> installAsSubscription(FilterCriteria criteria, RpcCall call)
      throws RpcException {
    return install(criteria, call)
        .thenApply(
            id -> {
              polledSubscriptions.add(id);
              return id;
            });
  }

  boolean isSubscription(String id) {
    return polledSubscriptions.contains(id);
  }

  CompletionStage<List<ReceivedMessage>> poll(String id) {
    return shh.pollFilter(id);
  }

  CompletionStage<Void> remove(String id, RpcCall call) {
    RpcSession session = call.session();
    return shh.removeFilter(id)
        .thenAccept(
            removed -> {
              polledSubscriptions.remove(id);
              session.removeFilter(id);
            });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhService;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Installs polled filters and counts them to the connection that made them. Thread-safe. */
final class MessageFilters {

  private final ShhService shh;

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

  CompletionStage<List<ReceivedMessage>> poll(String id) {
    return shh.pollFilter(id);
  }

  CompletionStage<Void> remove(String id, RpcCall call) {
    RpcSession session = call.session();
    return shh.removeFilter(id).thenAccept(removed -> session.removeFilter(id));
  }
}

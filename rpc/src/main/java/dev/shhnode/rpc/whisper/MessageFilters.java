// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.rpc.Failures;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.geth.GethErrors;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.FilterStatus;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.Whisper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Installs polled filters and counts them to the connection that made them. Thread-safe. */
public final class MessageFilters {

  private final Whisper shh;
  private final FilterOwners owners;

  /** Filters that their clients know as subscriptions; each of them is installed. */
  private final Set<String> polledSubscriptions = ConcurrentHashMap.newKeySet();

  /** What to do once a filter is removed, by its id; methods of several dialects can remove it. */
  private final Map<String, Runnable> afterRemoval = new ConcurrentHashMap<>();

  public MessageFilters(Whisper shh, FilterOwners owners) {
    this.shh = shh;
    this.owners = owners;
  }

  /**
   * Installs a filter.
   *
   * @param lease how long it stays without being polled, if its client says so; zero for no end
   * @return its id, 64 digits without prefix; fails as {@link Whisper#addFilter} does
   * @throws RpcException if the connection has too many filters
   */
  public CompletionStage<String> install(
      FilterCriteria criteria, Optional<Duration> lease, RpcCall call) throws RpcException {
    return owners.install(call.session(), lease, this::end, () -> shh.addFilter(criteria));
  }

  /** Removes a filter whose lease has ended; it may be gone already. */
  private void end(String id) {
    var unused = remove(id);
  }

  /**
   * As {@link #install}, for {@code shh_subscribe} of the first version 5, whose subscriptions are
   * polled.
   */
  public CompletionStage<String> installAsSubscription(
      FilterCriteria criteria, Optional<Duration> lease, RpcCall call) throws RpcException {
    return install(criteria, lease, call)
        .thenApply(
            id -> {
              polledSubscriptions.add(id);
              return id;
            });
  }

  /** Runs {@code action} once the filter is removed, by whatever method. */
  public void afterRemoval(String id, Runnable action) {
    afterRemoval.put(id, action);
  }

  public boolean isSubscription(String id) {
    return polledSubscriptions.contains(id);
  }

  /**
   * Takes the oldest messages that wait, and renews the lease of the filter; they go back if the
   * answer of the call is lost.
   *
   * @return fails as {@link Whisper#pollFilter} does
   */
  public CompletionStage<List<ReceivedMessage>> poll(String id, RpcCall call) {
    owners.polled(id);
    return shh.pollFilter(id)
        .thenApply(
            messages -> {
              call.ifLost(
                  () -> {
                    var unused = shh.returnToFilter(id, messages);
                  });
              return messages;
            });
  }

  /**
   * How filters that are polled together get on, which does not renew their lease.
   *
   * @param ids at least one, of which the first has the lease
   * @return lease, messages that wait and those that were lost; fails as {@link
   *     Whisper#filterStatus} does
   */
  public CompletionStage<JsonValue> status(List<String> ids) {
    CompletionStage<FilterStatus> sum = CompletableFuture.completedStage(new FilterStatus(0, 0));
    for (String id : ids) {
      sum = sum.thenCompose(before -> shh.filterStatus(id).thenApply(before::plus));
    }
    return sum.thenApply(status -> owners.status(ids.get(0), status));
  }

  /**
   * Removes a filter.
   *
   * @return fails with an {@link RpcException} with geth's text if there is none of this id
   */
  public CompletionStage<Void> remove(String id) {
    return shh.removeFilter(id)
        .exceptionallyCompose(MessageFilters::cannotRemove)
        .thenAccept(
            removed -> {
              polledSubscriptions.remove(id);
              owners.removed(id);
              Runnable action = afterRemoval.remove(id);
              if (action != null) {
                action.run();
              }
            });
  }

  private static CompletionStage<Void> cannotRemove(Throwable failure) {
    boolean unknown =
        Failures.cause(failure) instanceof ShhException known
            && known.failure() instanceof Failure.NoSuchFilter;
    return CompletableFuture.failedStage(
        unknown ? RpcException.failed(GethErrors.CANNOT_UNSUBSCRIBE) : failure);
  }
}

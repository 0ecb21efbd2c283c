// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.parity;

import static dev.shhnode.rpc.json.JsonValue.member;

import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.Failures;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.PushChannel;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.Subscriptions;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.whisper.LeaseParameter;
import dev.shhnode.rpc.whisper.MessageFilters;
import dev.shhnode.rpc.whisper.MessageJson;
import dev.shhnode.rpc.whisper.MessageSubscriptions;
import dev.shhnode.rpc.whisper.MessageWriter;
import dev.shhnode.rpc.whisper.PostProgress;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhInfo;
import dev.shhnode.shh.Whisper;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes;

/** Messages and filters as Parity has them, over those of version 6. Thread-safe. */
public final class ParityMethods implements RpcModule {

  /** Bytes of the id of a subscription, as Parity has it. */
  private static final int SUBSCRIPTION_ID_BYTES = 32;

  private static final Optional<Duration> NO_LEASE = Optional.of(Duration.ZERO);

  private static final String NO_SUCH_FILTER = "no such message filter";

  private final Whisper shh;
  private final MessageFilters filters;
  private final MessageSubscriptions subscriptions;
  private final MessageWriter writer;
  private final SecureRandom random;
  private final ParityKeys keys;

  /** Filters of Parity, by the id of the first of the filters of the node that each consists of. */
  private final Map<String, Installed> installed = new ConcurrentHashMap<>();

  private record Installed(ParityWatch watch, List<String> filterIds) {}

  public ParityMethods(
      Whisper shh,
      KeyVault keys,
      MessageFilters filters,
      MessageSubscriptions subscriptions,
      MessageWriter writer,
      SecureRandom random) {
    this.shh = shh;
    this.filters = filters;
    this.subscriptions = subscriptions;
    this.writer = writer;
    this.random = random;
    this.keys = new ParityKeys(keys);
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .claim("shh_post", ParityNewMessage::isMeant, this::post)
        .claim("shh_newMessageFilter", ParityWatch::isFilter, this::newFilter)
        .claim("shh_getFilterMessages", this::isOwnFilter, this::getFilterMessages)
        .claim("shh_getFilterStatus", this::isOwnFilter, this::getFilterStatus)
        .claim("shh_deleteMessageFilter", this::isOwnFilter, this::deleteMessageFilter)
        .claim("shh_subscribe", ParityWatch::isSubscription, this::subscribe)
        .addFor(
            Dialect.PARITY,
            "shh_version",
            (parameters, call) -> {
              throw RpcException.methodNotFound("shh_version");
            })
        .addFor(
            Dialect.PARITY,
            "shh_info",
            (parameters, call) -> shh.info().thenApply(ParityMethods::info))
        .addFor(Dialect.PARITY, "shh_getFilterMessages", this::getFilterMessages)
        .addFor(Dialect.PARITY, "shh_deleteMessageFilter", this::deleteMessageFilter);
  }

  private static JsonObject info(ShhInfo info) {
    return JsonObject.of(
        member("messages", JsonValue.of(info.messages())),
        member("memory", JsonValue.of(info.memoryBytes())),
        member("targetMemory", JsonValue.of(info.maxMemoryBytes())));
  }

  private boolean isOwnFilter(JsonValue first, Dialect endpoint) {
    return first instanceof JsonString id && find(id.value()).isPresent();
  }

  private CompletionStage<JsonValue> post(ParameterReader parameters, RpcCall call)
      throws RpcException {
    RpcSession session = call.session();
    ParityNewMessage message = new ParityNewMessage(new ParityObject(parameters.first()), keys);
    return failingAsParity(
        shh.info()
            .thenCompose(
                info ->
                    session.whileOpen(
                        shh.post(
                            message.toRequest(info.minPow()),
                            session,
                            PostProgress.listener(session))))
            .thenApply(hash -> JsonValue.TRUE));
  }

  private CompletionStage<JsonValue> newFilter(ParameterReader parameters, RpcCall call)
      throws RpcException {
    ParityWatch watch = new ParityWatch(new ParityObject(parameters.first()), keys);
    Optional<Duration> asked = LeaseParameter.of(parameters);
    List<String> ids = new ArrayList<>();
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (FilterCriteria criteria : watch.criteria()) {
      done =
          done.thenCompose(
                  // The lease of the first is that of all: they are polled and removed together.
                  previous -> install(criteria, ids.isEmpty() ? asked : NO_LEASE, call))
              .thenAccept(ids::add);
    }
    return failingAsParity(
        done.whenComplete((nothing, failure) -> keepOrRemove(failure == null, watch, ids))
            .thenApply(nothing -> JsonValue.of(ParityKeys.withPrefix(ids.get(0)))));
  }

  private CompletionStage<String> install(
      FilterCriteria criteria, Optional<Duration> lease, RpcCall call) {
    try {
      return filters.install(criteria, lease, call);
    } catch (RpcException tooMany) {
      return CompletableFuture.failedStage(tooMany);
    }
  }

  private void keepOrRemove(boolean keep, ParityWatch watch, List<String> ids) {
    if (keep) {
      String id = ids.get(0);
      installed.put(id, new Installed(watch, List.copyOf(ids)));
      // Methods of other dialects may remove the first filter; the others go with it.
      filters.afterRemoval(id, () -> delete(id));
    } else {
      removeAll(ids);
    }
  }

  /** Polls a filter; empty if none of Parity's has this id. */
  private Optional<CompletionStage<JsonValue>> poll(String id, RpcCall call) {
    return find(id)
        .map(
            filter ->
                failingAsParity(
                    pollAll(filter.filterIds(), call)
                        .thenCompose(messages -> writer.write(messages, filter.watch()::item))));
  }

  private CompletionStage<List<ReceivedMessage>> pollAll(List<String> ids, RpcCall call) {
    List<ReceivedMessage> messages = new ArrayList<>();
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (String id : ids) {
      done = done.thenCompose(previous -> filters.poll(id, call)).thenAccept(messages::addAll);
    }
    return done.thenApply(nothing -> messages);
  }

  /**
   * Polls a filter of Parity or of version 6. At an endpoint of Parity either kind of id may have a
   * prefix, and failures are Parity's. Elsewhere a filter of Parity is meant; if it has been
   * deleted a moment ago, the answer is that of version 6.
   */
  private CompletionStage<JsonValue> getFilterMessages(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String id = parameters.only(GoType.STRING);
    Optional<CompletionStage<JsonValue>> ofParity = poll(id, call);
    if (ofParity.isPresent()) {
      return ofParity.get();
    }
    return isAtParity(call)
        ? failingAsParity(pollVersion6(ParityKeys.withoutPrefix(id), call))
        : pollVersion6(id, call);
  }

  private CompletionStage<JsonValue> getFilterStatus(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String id = parameters.only(GoType.STRING);
    List<String> ids = find(id).map(Installed::filterIds).orElse(List.of(id));
    return failingAsParity(filters.status(ids));
  }

  private CompletionStage<JsonValue> pollVersion6(String id, RpcCall call) {
    return filters.poll(id, call).thenCompose(messages -> writer.write(messages, MessageJson::of));
  }

  private static boolean isAtParity(RpcCall call) {
    return call.dialect() == Dialect.PARITY;
  }

  /** Deletes a filter of Parity or of version 6, with ids and answers as in a poll. */
  private CompletionStage<JsonValue> deleteMessageFilter(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String id = parameters.only(GoType.STRING);
    if (delete(id)) {
      return CompletableFuture.completedStage(JsonValue.TRUE);
    }
    return isAtParity(call)
        ? filters
            .remove(ParityKeys.withoutPrefix(id))
            .handle((removed, failure) -> JsonValue.of(failure == null))
        : filters.remove(id).thenApply(removed -> JsonValue.TRUE);
  }

  /** Deletes a filter; false if none of Parity's has this id. */
  private boolean delete(String id) {
    Installed filter = installed.remove(ParityKeys.withoutPrefix(id));
    if (filter == null) {
      return false;
    }
    removeAll(filter.filterIds());
    return true;
  }

  private void removeAll(List<String> ids) {
    for (String id : ids) {
      // A filter that is gone already need not be removed, so the failure does not matter.
      var unused = filters.remove(id);
    }
  }

  private Optional<Installed> find(String id) {
    return Optional.ofNullable(installed.get(ParityKeys.withoutPrefix(id)));
  }

  private CompletionStage<JsonValue> subscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    ParityWatch watch = new ParityWatch(new ParityObject(parameters.first()), keys);
    String id = Bytes.random(SUBSCRIPTION_ID_BYTES, random).toUnprefixedHexString();
    PushChannel channel = Subscriptions.open("shh", id, call);
    return failingAsParity(subscriptions.subscribe(channel, watch.criteria(), watch::item, call));
  }

  /** Gives failures of Whisper Parity's code, and its text where Parity has one. */
  private static <T> CompletionStage<T> failingAsParity(CompletionStage<T> stage) {
    CompletableFuture<T> result = new CompletableFuture<>();
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                result.complete(value);
              } else {
                result.completeExceptionally(asParity(failure));
              }
            });
    return result;
  }

  private static Throwable asParity(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    return cause instanceof ShhException known ? asParity(known) : cause;
  }

  private static RpcException asParity(ShhException known) {
    if (known.failure() instanceof Failure.NoSuchFilter) {
      return RpcException.parity(NO_SUCH_FILTER);
    }
    if (known.failure() instanceof Failure.TargetNotReached) {
      return RpcException.parity("PoW too low to compete with other messages");
    }
    return Failures.toRpc(known, Dialect.PARITY);
  }
}

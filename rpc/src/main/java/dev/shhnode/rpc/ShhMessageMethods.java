// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static dev.shhnode.rpc.JsonValue.member;

import dev.shhnode.rpc.JsonValue.JsonArray;
import dev.shhnode.rpc.JsonValue.JsonObject;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhService;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The methods to post messages and to poll for them. */
final class ShhMessageMethods {

  /** geth's {@code ProtocolVersionStr}. */
  static final String VERSION = "6.0";

  private final ShhService shh;
  private final KeyLookup keys;
  private final Executor worker;

  ShhMessageMethods(ShhService shh, Executor worker) {
    this.shh = shh;
    this.worker = worker;
    this.keys = new KeyLookup(shh.keys());
  }

  void addTo(MethodTable.Builder table) {
    table
        .add(
            "shh_version",
            (parameters, call) -> CompletableFuture.completedStage(JsonValue.of(VERSION)))
        .add("shh_post", this::post)
        .add("shh_newMessageFilter", this::newMessageFilter)
        .add("shh_getFilterMessages", (parameters, call) -> getFilterMessages(parameters))
        .add("shh_deleteMessageFilter", this::deleteMessageFilter);
  }

  /** A client that goes away does not stop its post, as in geth. */
  private CompletionStage<JsonValue> post(ParameterReader parameters, RpcCall call)
      throws RpcException {
    PostRequest request = new NewMessage(parameters.only(NewMessage.TYPE), keys).toRequest();
    RpcSession session = call.session();
    return shh.post(
            request,
            (nonces, expected, seconds) -> {
              JsonObject progress = progress(nonces, expected, seconds);
              session.progressChannels().forEach(channel -> channel.push(progress));
            })
        .thenApply(JsonValue::hex);
  }

  private static JsonObject progress(long nonces, double expected, double seconds) {
    return JsonObject.of(
        member("nonces", JsonValue.of(nonces)),
        // A target can be beyond what a number can say, and will not be reached then.
        member("expected", Double.isFinite(expected) ? JsonValue.of(expected) : JsonValue.NULL),
        member("seconds", JsonValue.of(seconds)));
  }

  private CompletionStage<JsonValue> newMessageFilter(ParameterReader parameters, RpcCall call)
      throws RpcException {
    Criteria criteria = new Criteria(parameters.only(Criteria.TYPE), keys);
    RpcSession session = call.session();
    session.checkFilters();
    return shh.addFilter(criteria.ofFilter())
        .thenApply(
            id -> {
              session.addFilter(id);
              return JsonValue.of(id);
            });
  }

  /** Many megabytes may have come together: not to be written out on the shh loop. */
  private CompletionStage<JsonValue> getFilterMessages(ParameterReader parameters)
      throws RpcException {
    return shh.pollFilter(parameters.only(GoType.STRING)).thenCompose(this::write);
  }

  /** What has been polled is gone from the filter, so a busy worker is no reason to lose it. */
  private CompletionStage<JsonValue> write(List<ReceivedMessage> messages) {
    try {
      return CompletableFuture.supplyAsync(() -> array(messages), worker);
    } catch (RejectedExecutionException busy) {
      return CompletableFuture.completedFuture(array(messages));
    }
  }

  private static JsonArray array(List<ReceivedMessage> messages) {
    return new JsonArray(messages.stream().<JsonValue>map(MessageJson::of).toList());
  }

  private CompletionStage<JsonValue> deleteMessageFilter(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String id = parameters.only(GoType.STRING);
    RpcSession session = call.session();
    return shh.removeFilter(id)
        .thenApply(
            removed -> {
              session.removeFilter(id);
              return JsonValue.TRUE;
            });
  }
}

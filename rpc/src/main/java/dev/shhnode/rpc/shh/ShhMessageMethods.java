// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcMethod;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.rpc.whisper.LeaseParameter;
import dev.shhnode.rpc.whisper.MessageFilters;
import dev.shhnode.rpc.whisper.MessageJson;
import dev.shhnode.rpc.whisper.MessageWriter;
import dev.shhnode.rpc.whisper.NewMessage;
import dev.shhnode.rpc.whisper.PostProgress;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.Whisper;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The methods of versions 5 and 6 to post messages and to poll for them. Thread-safe. */
public final class ShhMessageMethods implements RpcModule {

  /** geth's {@code ProtocolVersionStr}. */
  private static final String VERSION = "6.0";

  private static final String VERSION_5 = "5.0";

  private final Whisper shh;
  private final KeyLookup keys;
  private final MessageFilters filters;
  private final MessageWriter writer;

  public ShhMessageMethods(
      Whisper shh, KeyVault keys, MessageFilters filters, MessageWriter writer) {
    this.shh = shh;
    this.keys = new KeyLookup(keys);
    this.filters = filters;
    this.writer = writer;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .add("shh_version", version(VERSION))
        .addFor(Dialect.V5, "shh_version", version(VERSION_5))
        .add("shh_post", this::post)
        .add("shh_newMessageFilter", this::newMessageFilter)
        .add("shh_getFilterMessages", this::getFilterMessages)
        .add(
            "shh_getFilterStatus",
            (parameters, call) -> filters.status(List.of(parameters.only(GoType.STRING))))
        .add("shh_deleteMessageFilter", (parameters, call) -> deleteMessageFilter(parameters));
  }

  private static RpcMethod version(String version) {
    return (parameters, call) -> CompletableFuture.completedStage(JsonValue.of(version));
  }

  private CompletionStage<JsonValue> post(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return post(parameters.only(NewMessage.TYPE), call)
        .thenApply(hash -> call.dialect() == Dialect.V5 ? JsonValue.TRUE : hash);
  }

  /**
   * Posts a message, of version 6 or 5.
   *
   * @return the hash of its envelope; fails as {@link Whisper#post} does, and is cancelled if the
   *     connection ends before
   */
  CompletionStage<JsonValue> post(GoStruct.Values values, RpcCall call) throws RpcException {
    PostRequest request = new NewMessage(values, keys).toRequest();
    RpcSession session = call.session();
    return session
        .whileOpen(shh.post(request, session, PostProgress.listener(session)))
        .thenApply(JsonValue::hex);
  }

  private CompletionStage<JsonValue> newMessageFilter(ParameterReader parameters, RpcCall call)
      throws RpcException {
    Criteria criteria = new Criteria(parameters.only(Criteria.TYPE), keys);
    return filters
        .install(criteria.ofFilter(), LeaseParameter.of(parameters), call)
        .thenApply(JsonValue::of);
  }

  private CompletionStage<JsonValue> getFilterMessages(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return filters
        .poll(parameters.only(GoType.STRING), call)
        .thenCompose(messages -> writer.write(messages, MessageJson::of));
  }

  private CompletionStage<JsonValue> deleteMessageFilter(ParameterReader parameters)
      throws RpcException {
    return filters.remove(parameters.only(GoType.STRING)).thenApply(removed -> JsonValue.TRUE);
  }
}

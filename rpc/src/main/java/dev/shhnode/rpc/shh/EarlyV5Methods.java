// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.rpc.Failures;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcMethod;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.whisper.MessageFilters;
import dev.shhnode.rpc.whisper.MessageJson;
import dev.shhnode.rpc.whisper.MessageWriter;
import dev.shhnode.shh.ShhException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The methods of geth 1.6.1 to 1.6.6 that later versions named anew. Without {@code
 * shh_getFloatingMessages}, which looked through the pool.
 */
public final class EarlyV5Methods {

  private final MessageFilters filters;
  private final MessageWriter writer;

  public EarlyV5Methods(MessageFilters filters, MessageWriter writer) {
    this.filters = filters;
    this.writer = writer;
  }

  /** Adds the methods to a table that has the later ones. */
  public void addTo(MethodTable.Builder table) {
    table
        .addAlias("shh_generateSymmetricKey", "shh_newSymKey")
        .addAlias("shh_addSymmetricKeyDirect", "shh_addSymKey")
        .addAlias("shh_addSymmetricKeyFromPassword", "shh_generateSymKeyFromPassword")
        .addAlias("shh_hasSymmetricKey", "shh_hasSymKey")
        .addAlias("shh_getSymmetricKey", "shh_getSymKey")
        .addAlias("shh_deleteSymmetricKey", "shh_deleteSymKey")
        .add("shh_setMinimumPoW", silent(table.get("shh_setMinPoW")))
        .add("shh_setMaxMessageLength", silent(table.get("shh_setMaxMessageSize")))
        .add("shh_allowP2PMessagesFromPeer", silent(table.get("shh_markTrustedPeer")))
        // The node is running whenever it answers.
        .add("shh_start", (parameters, call) -> nothing())
        .add("shh_stop", (parameters, call) -> nothing())
        .add("shh_getNewSubscriptionMessages", this::poll);
  }

  private static RpcMethod silent(RpcMethod method) {
    return (parameters, call) -> method.call(parameters, call).thenApply(result -> JsonValue.NULL);
  }

  private static CompletionStage<JsonValue> nothing() {
    return CompletableFuture.completedStage(JsonValue.NULL);
  }

  /** An id that there is not has no messages. */
  private CompletionStage<JsonValue> poll(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return filters
        .poll(parameters.only(GoType.STRING), call)
        .thenCompose(messages -> writer.write(messages, MessageJson::of))
        .exceptionallyCompose(
            failure ->
                Failures.cause(failure) instanceof ShhException
                    ? CompletableFuture.completedStage(new JsonArray(List.of()))
                    : CompletableFuture.failedStage(failure));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.status;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.json.JsonValue.Member;
import dev.shhnode.rpc.json.Members;
import dev.shhnode.rpc.whisper.MessageFilters;
import dev.shhnode.rpc.whisper.MessageJson;
import dev.shhnode.rpc.whisper.MessageWriter;
import dev.shhnode.shh.ReceivedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** What status-go and its Whisper add, as far as it belongs to a Whisper node. */
public final class StatusMethods implements RpcModule {

  /** How Status writes the ids of its filters, unlike the QUANTITIES of Whisper 2. */
  private static final Pattern FILTER_ID = Pattern.compile("[0-9a-f]{64}");

  private static final GoType<List<JsonValue>> LIST =
      GoType.listOf((value, decoder) -> value, "[]string");

  private final MessageFilters filters;
  private final MessageWriter writer;
  private final ConfirmedMessages confirmed = new ConfirmedMessages();

  public StatusMethods(MessageFilters filters, MessageWriter writer) {
    this.filters = filters;
    this.writer = writer;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .addAlias("shhext_post", "shh_post")
        .add("shhext_getNewFilterMessages", this::newMessages)
        .add("shhext_confirmMessagesProcessed", this::confirm)
        .add("shhext_confirmMessagesProcessedByID", this::confirm)
        .claim(
            "shh_uninstallFilter",
            StatusMethods::isFilterId,
            (parameters, call) -> uninstall(parameters.only(GoType.STRING)))
        .enableWith("shhext", "shh");
  }

  private static boolean isFilterId(JsonValue first, Dialect endpoint) {
    return first instanceof JsonString id && FILTER_ID.matcher(id.value()).matches();
  }

  /** Results in null, even if there is no such filter. */
  private CompletionStage<JsonValue> uninstall(String id) {
    return filters.remove(id).handle((removed, failure) -> JsonValue.NULL);
  }

  private CompletionStage<JsonValue> newMessages(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return filters
        .poll(parameters.only(GoType.STRING), call)
        .thenCompose(
            messages ->
                writer.write(
                    messages.stream().filter(this::isUnconfirmed).toList(), StatusMethods::item));
  }

  private boolean isUnconfirmed(ReceivedMessage message) {
    return !confirmed.contains(id(message));
  }

  private static JsonObject item(ReceivedMessage message) {
    List<Member> members = new ArrayList<>(MessageJson.of(message).members());
    members.add(JsonValue.member("dedupId", JsonValue.of(id(message))));
    return new JsonObject(members);
  }

  private static String id(ReceivedMessage message) {
    return message.envelopeHash().toHexString();
  }

  /** Takes a list of ids, or of messages as they were given out. */
  private CompletionStage<JsonValue> confirm(ParameterReader parameters, RpcCall call)
      throws RpcException {
    for (JsonValue each : parameters.only(LIST)) {
      String id = each instanceof JsonString text ? text.value() : new Members(each).text("hash");
      if (!confirmed.add(id)) {
        call.listener().onDropped(RpcDrop.CONFIRMATION_FORGOTTEN);
      }
    }
    return CompletableFuture.completedStage(JsonValue.NULL);
  }
}

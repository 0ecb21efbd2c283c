// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.Failures;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcMethod;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.rpc.json.JsonValue.JsonString;
import dev.shhnode.rpc.whisper.EarlyV5Shape;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.rpc.whisper.LeaseParameter;
import dev.shhnode.rpc.whisper.MessageFilters;
import dev.shhnode.rpc.whisper.MessageJson;
import dev.shhnode.rpc.whisper.MessageWriter;
import dev.shhnode.shh.ShhException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The methods of geth 1.6.1 to 1.6.6: those that later versions named anew, and its own versions of
 * {@code shh_post} and {@code shh_subscribe}, whose subscriptions are polled. Without {@code
 * shh_getFloatingMessages}, which looked through the pool. Thread-safe.
 */
public final class EarlyV5Methods implements RpcModule {

  private final ShhMessageMethods messages;
  private final ShhSettingMethods settings;
  private final KeyLookup keys;
  private final MessageFilters filters;
  private final MessageWriter writer;

  /**
   * Makes the methods.
   *
   * @param messages the later methods on messages, over which these are made
   * @param settings the later methods on settings
   */
  public EarlyV5Methods(
      ShhMessageMethods messages,
      ShhSettingMethods settings,
      KeyVault keys,
      MessageFilters filters,
      MessageWriter writer) {
    this.messages = messages;
    this.settings = settings;
    this.keys = new KeyLookup(keys);
    this.filters = filters;
    this.writer = writer;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .addAlias("shh_generateSymmetricKey", "shh_newSymKey")
        .addAlias("shh_addSymmetricKeyDirect", "shh_addSymKey")
        .addAlias("shh_addSymmetricKeyFromPassword", "shh_generateSymKeyFromPassword")
        .addAlias("shh_hasSymmetricKey", "shh_hasSymKey")
        .addAlias("shh_getSymmetricKey", "shh_getSymKey")
        .addAlias("shh_deleteSymmetricKey", "shh_deleteSymKey")
        .add("shh_setMinimumPoW", silent(settings::setMinPow))
        .add("shh_setMaxMessageLength", silent(settings::setMaxMessageSize))
        .add("shh_allowP2PMessagesFromPeer", silent(settings::markTrustedPeer))
        // Nothing to start or stop: the node is running whenever it answers.
        .add("shh_start", (parameters, call) -> nothing())
        .add("shh_stop", (parameters, call) -> nothing())
        .add("shh_getNewSubscriptionMessages", this::poll)
        .claim("shh_post", EarlyV5Methods::isMeant, silent(this::post))
        .claim("shh_subscribe", EarlyV5Methods::isMeant, this::subscribe)
        .claim("shh_unsubscribe", this::isOwnSubscription, this::unsubscribe);
  }

  private static boolean isMeant(JsonValue first, Dialect endpoint) {
    return EarlyV5Shape.matches(first);
  }

  private boolean isOwnSubscription(JsonValue first, Dialect endpoint) {
    return first instanceof JsonString id && filters.isSubscription(id.value());
  }

  private CompletionStage<JsonValue> post(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return messages.post(parameters.only(EarlyV5.NEW_MESSAGE), call);
  }

  private CompletionStage<JsonValue> subscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    Criteria criteria = new Criteria(parameters.only(Criteria.EARLY_TYPE), keys);
    return filters
        .installAsSubscription(criteria.ofFilter(), LeaseParameter.of(parameters), call)
        .thenApply(JsonValue::of);
  }

  private CompletionStage<JsonValue> unsubscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    return filters.remove(parameters.only(GoType.STRING)).thenApply(removed -> JsonValue.TRUE);
  }

  private static RpcMethod silent(RpcMethod method) {
    return (parameters, call) -> method.call(parameters, call).thenApply(result -> JsonValue.NULL);
  }

  private static CompletionStage<JsonValue> nothing() {
    return CompletableFuture.completedStage(JsonValue.NULL);
  }

  /** An unknown id gives an empty list. */
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

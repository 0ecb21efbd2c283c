// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.PushChannel;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.Subscriptions;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.rpc.whisper.MessageJson;
import dev.shhnode.rpc.whisper.MessageSubscriptions;
import dev.shhnode.shh.FilterCriteria;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The methods for pushes: {@code shh_subscribe} with {@code "messages"} and criteria as in geth, or
 * with {@code "postProgress"}, which is ours and tells how the posts of the same connection get on.
 * Subscriptions end with their connection. Thread-safe.
 */
public final class ShhSubscriptionMethods implements RpcModule {

  private static final String NAMESPACE = "shh";

  private final KeyLookup keys;
  private final MessageSubscriptions subscriptions;
  private final SecureRandom random;

  public ShhSubscriptionMethods(
      KeyVault keys, MessageSubscriptions subscriptions, SecureRandom random) {
    this.keys = new KeyLookup(keys);
    this.subscriptions = subscriptions;
    this.random = random;
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table.add("shh_subscribe", this::subscribe).add("shh_unsubscribe", Subscriptions::unsubscribe);
  }

  private CompletionStage<JsonValue> subscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String name = parameters.next(GoType.STRING);
    return switch (name) {
      case "messages" -> subscribeToMessages(parameters, call);
      case "postProgress" -> subscribeToProgress(parameters, call);
      default -> throw RpcException.methodNotFound("shh_" + name);
    };
  }

  private CompletionStage<JsonValue> subscribeToMessages(ParameterReader parameters, RpcCall call)
      throws RpcException {
    GoStruct.Values values = parameters.only(Criteria.TYPE);
    Subscriptions.requirePushes(call);
    FilterCriteria criteria = new Criteria(values, keys).ofSubscription();
    return subscriptions.subscribe(openChannel(call), List.of(criteria), MessageJson::of, call);
  }

  private CompletionStage<JsonValue> subscribeToProgress(ParameterReader parameters, RpcCall call)
      throws RpcException {
    parameters.end();
    RpcSession session = call.session();
    PushChannel channel = openChannel(call);
    session.progressChannels().add(channel);
    session.establishSubscription(
        channel.subscription(), () -> session.progressChannels().remove(channel));
    return CompletableFuture.completedStage(JsonValue.of(channel.subscription()));
  }

  private PushChannel openChannel(RpcCall call) throws RpcException {
    return Subscriptions.open(NAMESPACE, Subscriptions.newId(random), call);
  }
}

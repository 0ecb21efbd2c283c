// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ShhService;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.tuweni.bytes.Bytes;

/**
 * The methods for pushes: {@code shh_subscribe} with {@code "messages"} and criteria as in geth, or
 * with {@code "postProgress"}, which is ours and tells how the posts of the same connection get on.
 * Subscriptions end with their connection.
 */
final class ShhSubscriptionMethods {

  /** geth's: random, so that one connection cannot guess another's. */
  private static final int ID_BYTES = 16;

  private final ShhService shh;
  private final KeyLookup keys;
  private final SecureRandom random;

  ShhSubscriptionMethods(ShhService shh, SecureRandom random) {
    this.shh = shh;
    this.keys = new KeyLookup(shh.keys());
    this.random = random;
  }

  void addTo(MethodTable.Builder table) {
    table.add("shh_subscribe", this::subscribe).add("shh_unsubscribe", this::unsubscribe);
  }

  private CompletionStage<JsonValue> subscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    Outlet outlet = outlet(call);
    String name = parameters.next(GoType.STRING);
    return switch (name) {
      case "messages" -> subscribeToMessages(parameters, call, outlet);
      case "postProgress" -> subscribeToProgress(parameters, call, outlet);
      default -> throw RpcException.methodNotFound("shh_" + name);
    };
  }

  private CompletionStage<JsonValue> subscribeToMessages(
      ParameterReader parameters, RpcCall call, Outlet outlet) throws RpcException {
    FilterCriteria criteria =
        new Criteria(parameters.only(Criteria.TYPE), keys).ofSubscription();
    PushChannel channel = openChannel(call, outlet);
    return shh.subscribe(criteria, message -> channel.push(MessageJson.of(message)))
        .whenComplete(
            (subscription, failure) -> {
              if (failure == null) {
                call.session().establishSubscription(channel.subscription(), subscription::close);
              } else {
                call.session().endSubscription(channel.subscription());
              }
            })
        .thenApply(subscription -> JsonValue.of(channel.subscription()));
  }

  private CompletionStage<JsonValue> subscribeToProgress(
      ParameterReader parameters, RpcCall call, Outlet outlet) throws RpcException {
    parameters.end();
    RpcSession session = call.session();
    PushChannel channel = openChannel(call, outlet);
    session.progressChannels().add(channel);
    session.establishSubscription(
        channel.subscription(), () -> session.progressChannels().remove(channel));
    return CompletableFuture.completedStage(JsonValue.of(channel.subscription()));
  }

  private PushChannel openChannel(RpcCall call, Outlet outlet) throws RpcException {
    PushChannel channel = new PushChannel(newId(), outlet);
    call.session().reserveSubscription(channel.subscription());
    call.afterAnswer(channel::open);
    return channel;
  }

  private CompletionStage<JsonValue> unsubscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String id = parameters.only(GoType.STRING);
    outlet(call);
    if (!call.session().endSubscription(id)) {
      throw RpcException.failed("subscription not found");
    }
    return CompletableFuture.completedStage(JsonValue.TRUE);
  }

  private static Outlet outlet(RpcCall call) throws RpcException {
    return call.session()
        .outlet()
        .orElseThrow(() -> RpcException.failed("notifications not supported"));
  }

  /** Without leading zeros, as geth writes it. */
  private String newId() {
    return Bytes.random(ID_BYTES, random).toShortHexString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.Outlet;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.PushChannel;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.geth.GoStruct;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonObject;
import dev.shhnode.rpc.json.Members;
import dev.shhnode.rpc.parity.ParityKeys;
import dev.shhnode.rpc.parity.ParityMethods;
import dev.shhnode.rpc.parity.ParityObject;
import dev.shhnode.rpc.parity.ParityWatch;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.rpc.whisper.MessageFilters;
import dev.shhnode.rpc.whisper.MessageJson;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhService;
import dev.shhnode.shh.Subscription;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;

/**
 * The methods for pushes: {@code shh_subscribe} with {@code "messages"} and criteria as in geth,
 * with an object as in Parity or in the first version 5, where it is polled, or with {@code
 * "postProgress"}, which is ours and tells how the posts of the same connection get on.
 * Subscriptions end with their connection.
 */
public final class ShhSubscriptionMethods {

  /** geth's: random, so that one connection cannot guess another's. */
  private static final int ID_BYTES = 16;

  /** Parity's. */
  private static final int PARITY_ID_BYTES = 32;

  private final ShhService shh;
  private final KeyLookup keys;
  private final ParityKeys parityKeys;
  private final MessageFilters filters;
  private final SecureRandom random;

  public ShhSubscriptionMethods(ShhService shh, MessageFilters filters, SecureRandom random) {
    this.shh = shh;
    this.keys = new KeyLookup(shh.keys());
    this.parityKeys = new ParityKeys(shh.keys());
    this.filters = filters;
    this.random = random;
  }

  public void addTo(MethodTable.Builder table) {
    table.add("shh_subscribe", this::subscribe).add("shh_unsubscribe", this::unsubscribe);
  }

  private CompletionStage<JsonValue> subscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    JsonValue first = parameters.first();
    if (EarlyV5.isMeant(new Members(first))) {
      Criteria criteria = new Criteria(parameters.only(Criteria.EARLY_TYPE), keys);
      return filters.installAsSubscription(criteria.ofFilter(), call).thenApply(JsonValue::of);
    }
    if (first instanceof JsonObject) {
      return subscribeAsParity(new ParityWatch(new ParityObject(first), parityKeys), call);
    }
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
    Outlet outlet = outlet(call);
    FilterCriteria criteria = new Criteria(values, keys).ofSubscription();
    return subscribe(openChannel(newId(), call, outlet), List.of(criteria), MessageJson::of, call);
  }

  private CompletionStage<JsonValue> subscribeAsParity(ParityWatch watch, RpcCall call)
      throws RpcException {
    String id = Bytes.random(PARITY_ID_BYTES, random).toUnprefixedHexString();
    return ParityMethods.failingAsParity(
        subscribe(openChannel(id, call, outlet(call)), watch.criteria(), watch::item, call));
  }

  /** One subscription to the client, whatever it takes here. */
  private CompletionStage<JsonValue> subscribe(
      PushChannel channel,
      List<FilterCriteria> criteria,
      Function<ReceivedMessage, JsonValue> form,
      RpcCall call) {
    List<Subscription> parts = new CopyOnWriteArrayList<>();
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (FilterCriteria each : criteria) {
      done =
          done.thenCompose(previous -> shh.subscribe(each, message -> push(channel, form, message)))
              .thenAccept(parts::add);
    }
    return done.whenComplete(
            (nothing, failure) -> {
              call.session()
                  .establishSubscription(
                      channel.subscription(), () -> parts.forEach(Subscription::close));
              if (failure != null) {
                call.session().endSubscription(channel.subscription());
              }
            })
        .thenApply(nothing -> JsonValue.of(channel.subscription()));
  }

  /** On the shh loop, so no message is written out for a client that is being cut off. */
  private static void push(
      PushChannel channel, Function<ReceivedMessage, JsonValue> form, ReceivedMessage message) {
    if (channel.isOpen()) {
      channel.push(form.apply(message));
    }
  }

  private CompletionStage<JsonValue> subscribeToProgress(ParameterReader parameters, RpcCall call)
      throws RpcException {
    parameters.end();
    RpcSession session = call.session();
    PushChannel channel = openChannel(newId(), call, outlet(call));
    session.progressChannels().add(channel);
    session.establishSubscription(
        channel.subscription(), () -> session.progressChannels().remove(channel));
    return CompletableFuture.completedStage(JsonValue.of(channel.subscription()));
  }

  private static PushChannel openChannel(String id, RpcCall call, Outlet outlet)
      throws RpcException {
    PushChannel channel = new PushChannel(id, outlet);
    call.session().reserveSubscription(channel.subscription());
    call.afterAnswer(channel::open);
    call.ifLost(channel::close);
    return channel;
  }

  private CompletionStage<JsonValue> unsubscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String id = parameters.only(GoType.STRING);
    if (filters.isSubscription(id)) {
      return filters.remove(id).thenApply(removed -> JsonValue.TRUE);
    }
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

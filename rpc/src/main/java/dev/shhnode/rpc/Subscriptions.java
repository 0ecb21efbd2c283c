// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.tuweni.bytes.Bytes;

/**
 * Subscriptions as geth has them, for the methods of any namespace.
 *
 * <p>{@code foo_subscribe} opens a channel, which takes one of the connection's {@value
 * RpcSession#MAX_SUBSCRIPTIONS} places, begins to listen, tells the session by {@link
 * RpcSession#establishSubscription} how to stop listening, and answers with the channel's id. Each
 * {@link PushChannel#push} then reaches the client as {@code foo_subscription}; what is pushed
 * before the client has the id waits until then. The subscription ends by {@link #unsubscribe},
 * which is {@code foo_unsubscribe}, or with its connection. If beginning to listen fails, {@link
 * RpcSession#endSubscription} gives the place back.
 */
public final class Subscriptions {

  /** geth's: random, so that one connection cannot guess another's. */
  private static final int ID_BYTES = 16;

  private Subscriptions() {}

  /** A new id, without leading zeros, as geth writes it. */
  public static String newId(SecureRandom random) {
    return Bytes.random(ID_BYTES, random).toShortHexString();
  }

  /**
   * Checks that the node can push on the connection of a call.
   *
   * @throws RpcException if it can only answer, as over HTTP
   */
  public static void requirePushes(RpcCall call) throws RpcException {
    outlet(call);
  }

  /**
   * Opens the channel of a new subscription and reserves its place.
   *
   * @param namespace of the method that was called, for example {@code shh}
   * @param id by which the client is going to know the subscription
   * @param call the call that subscribes, whose answer has to tell the id
   * @throws RpcException if the node cannot push on this connection, or it has too many
   *     subscriptions
   */
  public static PushChannel open(String namespace, String id, RpcCall call) throws RpcException {
    PushChannel channel = new PushChannel(namespace, id, outlet(call), call.listener());
    call.session().reserveSubscription(id);
    call.afterAnswer(channel::open);
    call.ifLost(channel::close);
    return channel;
  }

  /**
   * The method that ends a subscription of the connection: takes its id, results in true.
   *
   * @throws RpcException if the connection has none with this id
   */
  public static CompletionStage<JsonValue> unsubscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    String id = parameters.only(GoType.STRING);
    requirePushes(call);
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
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.foo;

import dev.shhnode.rpc.MethodTable;
import dev.shhnode.rpc.ParameterReader;
import dev.shhnode.rpc.PushChannel;
import dev.shhnode.rpc.RpcCall;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.Subscriptions;
import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.runtime.Tally;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** {@code foo_*}: greets, and tells everybody who has subscribed of it. Thread-safe. */
public final class FooMethods implements RpcModule {

  private final SecureRandom random;
  private final Tally.Counter greetings;
  private final List<PushChannel> listeners = new CopyOnWriteArrayList<>();

  /**
   * Makes the methods.
   *
   * @param random for the ids of subscriptions
   * @param tally counts greetings, which {@code admin_counters} shows as {@code foo.greetings}
   */
  public FooMethods(SecureRandom random, Tally tally) {
    this.random = random;
    this.greetings = tally.counter("foo.greetings");
  }

  @Override
  public void addTo(MethodTable.Builder table) {
    table
        .add("foo_greet", this::greet)
        .add("foo_subscribe", this::subscribe)
        .add("foo_unsubscribe", Subscriptions::unsubscribe);
  }

  private CompletionStage<JsonValue> greet(ParameterReader parameters, RpcCall call)
      throws RpcException {
    JsonValue greeting = JsonValue.of("hello, " + parameters.only(GoType.STRING));
    greetings.add();
    listeners.forEach(listener -> listener.push(greeting));
    return CompletableFuture.completedStage(greeting);
  }

  private CompletionStage<JsonValue> subscribe(ParameterReader parameters, RpcCall call)
      throws RpcException {
    PushChannel listener = Subscriptions.open("foo", Subscriptions.newId(random), call);
    listeners.add(listener);
    call.session().establishSubscription(listener.subscription(), () -> listeners.remove(listener));
    return CompletableFuture.completedStage(JsonValue.of(listener.subscription()));
  }
}

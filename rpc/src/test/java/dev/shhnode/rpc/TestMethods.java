// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.geth.GoType;
import dev.shhnode.rpc.json.JsonValue;
import dev.shhnode.rpc.json.JsonValue.JsonArray;
import dev.shhnode.runtime.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A dispatcher with methods by which a test can watch and hold up the machinery around them. */
public final class TestMethods {

  /** More than can be written. */
  private static final int TOO_DEEP = 1_500;

  private final CompletableFuture<JsonValue> held = new CompletableFuture<>();
  private final List<PushChannel> channels = new ArrayList<>();
  private final AtomicInteger notified = new AtomicInteger();
  private final AtomicInteger holding = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final Tally tally = new Tally();
  private final RpcListener counters = new RpcCounters(tally);

  /** The dispatcher, which does everything at once. */
  public JsonRpcDispatcher dispatcher() {
    return dispatcher(Runnable::run);
  }

  JsonRpcDispatcher dispatcher(Executor worker) {
    return dispatcher(worker, Long.MAX_VALUE);
  }

  JsonRpcDispatcher dispatcher(Executor worker, long maxAnswersOfBatches) {
    return new JsonRpcDispatcher(List.of(this::addTo), worker, counters, maxAnswersOfBatches);
  }

  private void addTo(MethodTable.Builder table) {
    table
        .add("shh_version", (parameters, call) -> done(JsonValue.of("6.0")))
        .add("shh_dialect", (parameters, call) -> done(JsonValue.of(call.dialect().toString())))
        .add("shh_length", (parameters, call) -> done(length(parameters)))
        .add("shh_repeat", (parameters, call) -> done(repeat(parameters)))
        .add("shh_hold", (parameters, call) -> hold())
        .add("shh_break", (parameters, call) -> fail())
        .add("shh_notify", (parameters, call) -> done(JsonValue.of(notified.incrementAndGet())))
        .add("shh_take", (parameters, call) -> done(take(parameters, call)))
        .add("shh_takeLong", (parameters, call) -> done(takeLong(parameters, call)))
        .add("shh_search", (parameters, call) -> search(call))
        .add("shh_open", (parameters, call) -> done(open(call)))
        .add("shh_push", (parameters, call) -> done(push(parameters)))
        .add("admin_datadir", (parameters, call) -> done(JsonValue.of("/data")));
  }

  /** Lets {@code shh_hold} return, now and later. */
  public void release() {
    held.complete(JsonValue.TRUE);
  }

  /** What has been counted under a name. */
  private long count(String name) {
    return Optional.ofNullable(tally.snapshot().get(name)).orElseThrow();
  }

  /** How often something has been dropped. */
  public long dropped(RpcDrop drop) {
    return count("dropped.rpc." + Tally.lower(drop));
  }

  /** Waits until something has been dropped. */
  public void awaitDropped(RpcDrop drop) throws InterruptedException {
    await(drop.toString(), () -> dropped(drop) > 0);
  }

  /** How often {@code shh_notify} ran. */
  public int notified() {
    return notified.get();
  }

  /** How many {@code shh_take} were not answered. */
  public int lost() {
    return lost.get();
  }

  /** Waits until so many {@code shh_search} have been cancelled. */
  public void awaitCancelled(int count) throws InterruptedException {
    await("cancelled", () -> cancelled.get() == count);
  }

  /** Waits until the answers of so many {@code shh_take} are lost. */
  public void awaitLost(int count) throws InterruptedException {
    await("lost", () -> lost.get() == count);
  }

  /** Waits until {@code shh_open} has run so often. */
  public void awaitOpen(int count) throws InterruptedException {
    await("open", () -> opened.get() == count);
  }

  /** Waits until so many of the connections that called {@code shh_open} are gone. */
  public void awaitClosed(int count) throws InterruptedException {
    await("closed", () -> closed.get() == count);
  }

  /** Waits until so many {@code shh_hold} have begun. */
  public void awaitHeld(int count) throws InterruptedException {
    await("held", () -> holding.get() == count);
  }

  /** Waits until {@code shh_notify} has run so often. */
  public void awaitNotified(int count) throws InterruptedException {
    await("notified", () -> notified.get() == count);
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  private CompletableFuture<JsonValue> hold() {
    holding.incrementAndGet();
    return held;
  }

  /** Is done when released, or cancelled with its connection. */
  private CompletableFuture<JsonValue> search(RpcCall call) {
    CompletableFuture<JsonValue> search = hold().copy();
    var unused =
        search.whenComplete(
            (result, failure) -> {
              if (search.isCancelled()) {
                cancelled.incrementAndGet();
              }
            });
    return call.session().whileOpen(search);
  }

  private static CompletableFuture<JsonValue> done(JsonValue value) {
    return CompletableFuture.completedFuture(value);
  }

  private static CompletableFuture<JsonValue> fail() {
    throw new IllegalStateException("secret");
  }

  /** Takes something that comes back if the answer is lost; with a parameter it cannot be told. */
  private JsonValue take(ParameterReader parameters, RpcCall call) {
    call.ifLost(lost::incrementAndGet);
    JsonValue result = JsonValue.TRUE;
    for (int i = 0; i < TOO_DEEP && parameters.first() instanceof JsonValue.JsonBoolean; i++) {
      result = new JsonArray(List.of(result));
    }
    return result;
  }

  private static JsonValue length(ParameterReader parameters) throws RpcException {
    return JsonValue.of(parameters.only(GoType.STRING).length());
  }

  private JsonValue takeLong(ParameterReader parameters, RpcCall call) throws RpcException {
    call.ifLost(lost::incrementAndGet);
    return repeat(parameters);
  }

  private static JsonValue repeat(ParameterReader parameters) throws RpcException {
    return JsonValue.of("x".repeat(parameters.only(GoType.UINT32).intValue()));
  }

  /** Opens a channel and pushes at once, which must not overtake the answer. */
  private synchronized JsonValue open(RpcCall call) throws RpcException {
    Outlet outlet = call.session().outlet().orElseThrow(() -> RpcException.failed("no outlet"));
    PushChannel channel = new PushChannel("shh", "0x1", outlet, call.listener());
    String id = "0x" + opened.incrementAndGet();
    call.session().reserveSubscription(id);
    call.session().establishSubscription(id, closed::incrementAndGet);
    channels.add(channel);
    channel.push(JsonValue.of("early"));
    call.afterAnswer(channel::open);
    return JsonValue.of("0x1");
  }

  private synchronized JsonValue push(ParameterReader parameters) throws RpcException {
    JsonValue size = repeat(parameters);
    channels.forEach(channel -> channel.push(size));
    return new JsonArray(List.of());
  }
}

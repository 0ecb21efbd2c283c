// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.methods;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.keys.MemoryVault;
import dev.shhnode.mix.Mix;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.OriginPolicy;
import dev.shhnode.rpc.RpcCounters;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.RpcModule;
import dev.shhnode.rpc.node.NodeAdmin;
import dev.shhnode.rpc.vertx.RpcBudgets;
import dev.shhnode.rpc.vertx.RpcHttpConfig;
import dev.shhnode.rpc.vertx.RpcHttpServer;
import dev.shhnode.rpc.vertx.RpcWebSocketServer;
import dev.shhnode.rpc.whisper.FilterLeases;
import dev.shhnode.runtime.CallerRunsWhenIdle;
import dev.shhnode.runtime.Tally;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.service.ShhService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A real shh service without peers behind a real dispatcher, and HTTP and WebSocket on demand. */
public final class TestNode implements AutoCloseable {

  /** Every namespace that there is. */
  public static final Set<String> ALL_NAMESPACES = Set.of("shh", "net", "web3", "admin", "mix");

  private static final RpcBudgets BUDGETS = RpcBudgets.ofHeap(Runtime.getRuntime().maxMemory());

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final ExecutorService miners = Executors.newSingleThreadExecutor();
  private final SecureRandom random = new SecureRandom();
  private final Vertx vertx = Vertx.vertx();
  private final Tally tally = new Tally();
  private final AtomicLong leaseClock = new AtomicLong(Long.MAX_VALUE - 1);
  private final FilterLeases leases;
  private final List<RpcModule> modules;
  private final JsonRpcDispatcher dispatcher;

  /** A node that nobody is connected to. */
  public TestNode() {
    this(new TestAdmin(KeyPair.generate(new SecureRandom()), List.of()));
  }

  public TestNode(NodeAdmin admin) {
    this(admin, Optional.empty());
  }

  /** A node that runs a mix. */
  public TestNode(Mix mix) {
    this(new TestAdmin(KeyPair.generate(new SecureRandom()), List.of()), Optional.of(mix));
  }

  private TestNode(NodeAdmin admin, Optional<Mix> mix) {
    KeyVault keys = new MemoryVault(random);
    ShhService shh =
        new ShhService(
            ShhConfig.defaults(),
            new ShhRuntime(
                new CallerRunsWhenIdle(loop),
                workers,
                miners,
                1,
                InstantSource.system(),
                System::nanoTime,
                random),
            keys::identities,
            ShhListener.NONE);
    this.leases = new FilterLeases(FilterLeases.DEFAULT, leaseClock::get, new RpcCounters(tally));
    this.modules = RpcMethods.modules(shh, mix, keys, leases, admin, workers, random);
    this.dispatcher = new JsonRpcDispatcher(modules, workers, new RpcCounters(tally));
  }

  public JsonRpcDispatcher dispatcher() {
    return dispatcher;
  }

  /** How often something has been dropped. */
  long dropped(RpcDrop drop) {
    return tally.counter("dropped.rpc." + Tally.lower(drop)).sum();
  }

  /** Lets time pass for leases of filters, without waiting. */
  void pass(Duration time) {
    leaseClock.addAndGet(time.toNanos());
    leases.onTime();
  }

  /** All methods. */
  public List<RpcModule> modules() {
    return modules;
  }

  /** Begins to serve HTTP. */
  public URI startHttp() {
    RpcHttpServer server = new RpcHttpServer(vertx, dispatcher, config(), BUDGETS);
    return URI.create("http://127.0.0.1:" + await(server.start()) + "/");
  }

  /** Begins to serve WebSocket. */
  public URI startWebSocket() {
    RpcWebSocketServer server = new RpcWebSocketServer(vertx, dispatcher, config(), BUDGETS);
    return URI.create("ws://127.0.0.1:" + await(server.start()) + "/");
  }

  private static RpcHttpConfig config() {
    return new RpcHttpConfig(
        "127.0.0.1",
        0,
        ALL_NAMESPACES,
        Dialect.V6,
        HostAllowlist.of(HostAllowlist.DEFAULT),
        OriginPolicy.of(List.of()),
        Optional.empty(),
        Optional.empty(),
        RpcLimits.DEFAULT);
  }

  @Override
  public void close() {
    await(vertx.close());
    loop.shutdownNow();
    workers.shutdownNow();
    miners.shutdownNow();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}

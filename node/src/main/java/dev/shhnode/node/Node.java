// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.TuweniClasses;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.keys.MemoryVault;
import dev.shhnode.node.failures.Failures;
import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.node.secrets.JwtSecretFile;
import dev.shhnode.rlpx.RlpxCounters;
import dev.shhnode.rlpx.peers.Admission;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rlpx.vertx.RlpxAgent;
import dev.shhnode.rlpx.vertx.RlpxConfig;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.RpcCounters;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.auth.BearerTokens;
import dev.shhnode.rpc.auth.JwtSecret;
import dev.shhnode.rpc.methods.RpcMethods;
import dev.shhnode.rpc.vertx.RpcBudgets;
import dev.shhnode.rpc.vertx.RpcIpcConfig;
import dev.shhnode.rpc.vertx.RpcIpcServer;
import dev.shhnode.rpc.whisper.FilterLeases;
import dev.shhnode.runtime.Tally;
import dev.shhnode.shh.ShhCounters;
import dev.shhnode.shh.service.ShhService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: all modules put together. Started once, by the thread of the command; stopped
 * once, from any thread.
 */
final class Node {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private static final long TICK_MILLIS = 1_000;
  private static final long START_PATIENCE_SECONDS = 20;

  /** Stops something that runs; what was started last is stopped first. */
  private interface Part extends Supplier<Future<Void>> {}

  private final Deque<Part> parts = new ArrayDeque<>();
  private final List<String> endpoints = new ArrayList<>();
  private final RpcBudgets rpcBudgets = RpcBudgets.ofHeap(Runtime.getRuntime().maxMemory());

  private Node() {}

  /**
   * Starts a node.
   *
   * @throws IOException saying what cannot be opened
   */
  static Node start(NodeConfig config) throws IOException, InterruptedException {
    Node node = new Node();
    try {
      node.open(config);
      return node;
    } catch (IOException | InterruptedException | RuntimeException e) {
      node.stop(1, TimeUnit.SECONDS);
      throw e;
    }
  }

  private void open(NodeConfig config) throws IOException, InterruptedException {
    TuweniClasses.initialize();
    SecureRandom random = new SecureRandom();
    DataDirectory directory = openDataPath(config.dataPath());
    parts.push(
        () -> {
          directory.close();
          return Future.succeededFuture();
        });
    KeyPair key = DataDirectory.readOrMakeKey(config.privateKeyFile(), random);
    NodeThreads threads = new NodeThreads();
    parts.push(threads::stop);
    Vertx vertx = vertx();
    parts.push(vertx::close);

    Tally tally = new Tally();
    KeyVault keys = new MemoryVault(random);
    HeardPosts heard = new HeardPosts(new ShhCounters(tally));
    Context peersLoop = newEventLoop(vertx);
    ShhService shh = new ShhService(config.shh(), threads.runtime(random), keys::identities, heard);
    Optional<NodeMix> mix =
        config
            .mix()
            .map(
                with ->
                    new NodeMix(
                        with,
                        new MixFiles(config.dataPath()),
                        threads.mixRuntime(random),
                        shh,
                        threads.workers(),
                        tally));
    vertx.setPeriodic(TICK_MILLIS, timer -> shh.onTime());
    RlpxAgent agent =
        new RlpxAgent(
            vertx,
            rlpxConfig(config.p2p()),
            key,
            shh.subProtocols(),
            mix.map(NodeMix::links).stream().toList(),
            random,
            Admission.allOf(),
            new RlpxCounters(tally));
    openP2p(agent, peersLoop, config.p2p());
    if (mix.isPresent()) {
      heard.tell(mix.get().service()::onFlooded);
      mix.get().carrier().ifPresent(shh::carryPostsBy);
      mix.get().start(key, agent);
    }
    RpcCounters rpcCounters = new RpcCounters(tally);
    FilterLeases leases = new FilterLeases(config.filterLease(), System::nanoTime, rpcCounters);
    vertx.setPeriodic(TICK_MILLIS, timer -> leases.onTime());
    JsonRpcDispatcher dispatcher =
        RpcMethods.dispatcher(
            shh,
            mix.map(NodeMix::service),
            keys,
            leases,
            new NodeView(agent, config, tally),
            threads.workers(),
            random,
            rpcCounters);
    openRpc(vertx, dispatcher, config, random);
  }

  /**
   * An event loop besides the one on which this thread's servers run: peers that flood the node
   * keep theirs busy, and clients of the RPC are served by another one.
   */
  private static Context newEventLoop(Vertx vertx) throws IOException, InterruptedException {
    Promise<Context> context = Promise.promise();
    vertx.deployVerticle(
        loop -> {
          context.complete(loop);
          return Future.succeededFuture();
        });
    return await("begin an event loop", context.future());
  }

  /** Has {@code action} done on an event loop. */
  private static Future<Void> on(Context loop, Supplier<Future<Void>> action) {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(turn -> action.get().onComplete(done));
    return done.future();
  }

  private static Optional<BearerTokens> tokens(NodeConfig.WebSecurity security, SecureRandom random)
      throws IOException {
    if (security.jwtSecretFile().isEmpty()) {
      return Optional.empty();
    }
    Path file = security.jwtSecretFile().get();
    JwtSecret secret = JwtSecretFile.readOrMake(NodeConfig.WebSecurity.JWT_SECRET, file, random);
    LOG.info(
        "HTTP and WebSocket are served to clients with a token signed with the secret in {}",
        file.toAbsolutePath());
    return Optional.of(new BearerTokens(secret));
  }

  private static DataDirectory openDataPath(Path path) throws IOException {
    try {
      return DataDirectory.open(path);
    } catch (FileSystemException e) {
      throw new IOException("cannot use the data path (--data-path): " + Failures.describe(e), e);
    }
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  private static RlpxConfig rlpxConfig(NodeConfig.P2p p2p) {
    return new RlpxConfig(
        p2p.bindHost(), p2p.advertisedHost(), p2p.port(), p2p.maxPeers(), Version.clientId());
  }

  private void openP2p(RlpxAgent agent, Context loop, NodeConfig.P2p p2p)
      throws IOException, InterruptedException {
    p2p.trustedNodes().forEach(node -> agent.addTrustedPeer(node.id()));
    await(
        "listen for peers"
            + WebServers.where(p2p.port(), p2p.bindHost())
            + " (--p2p-port, --p2p-interface)",
        on(loop, agent::start));
    parts.push(agent::stop);
    for (Enode node : p2p.staticNodes()) {
      if (!agent.addStaticPeer(node)) {
        // Not an error, as an operator may give the same list to all nodes.
        LOG.info("the static node {} is this one, or named twice", node);
      }
    }
    endpoints.add(agent.localEnode().toString());
  }

  private void openRpc(
      Vertx vertx, JsonRpcDispatcher dispatcher, NodeConfig config, SecureRandom random)
      throws IOException, InterruptedException {
    WebServers web =
        new WebServers(
            vertx,
            dispatcher,
            rpcBudgets,
            tokens(config.webSecurity(), random),
            TlsFiles.load(vertx, config.webSecurity().tls()));
    parts.push(web::stop);
    web.open(config);
    endpoints.addAll(web.endpoints());
    if (config.ipc().isPresent()) {
      NodeConfig.Ipc ipc = config.ipc().get();
      RpcIpcServer server =
          new RpcIpcServer(
              vertx,
              dispatcher,
              new RpcIpcConfig(
                  ipc.path(), Set.copyOf(RpcMethods.NAMESPACES), Dialect.V6, RpcLimits.DEFAULT),
              rpcBudgets);
      await("serve IPC at " + ipc.path().toAbsolutePath() + " (--rpc-ipc-path)", server.start());
      parts.push(server::stop);
      endpoints.add("ipc:" + ipc.path().toAbsolutePath());
    }
  }

  /**
   * Waits for what a start needs.
   *
   * @param what for the message of the failure
   */
  static <T> T await(String what, Future<T> future) throws IOException, InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("cannot " + what + ": " + Failures.describe(e), e);
    }
  }

  /** One line, for users and programs, that says where to connect. */
  String readyLine() {
    return "shhnode ready: " + String.join(" ", endpoints);
  }

  /** Ends everything, in the given time at most. */
  synchronized void stop(long patience, TimeUnit unit) {
    long deadline = System.nanoTime() + unit.toNanos(patience);
    while (!parts.isEmpty()) {
      try {
        parts
            .pop()
            .get()
            .toCompletionStage()
            .toCompletableFuture()
            .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | TimeoutException | RuntimeException e) {
        LOG.debug("a part did not stop in time", e);
      }
    }
  }
}

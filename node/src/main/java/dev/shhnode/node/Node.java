// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.crypto.KeyPair;
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
import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.OriginPolicy;
import dev.shhnode.rpc.RpcCounters;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.auth.BearerTokens;
import dev.shhnode.rpc.auth.JwtSecret;
import dev.shhnode.rpc.methods.RpcMethods;
import dev.shhnode.rpc.vertx.RpcBudgets;
import dev.shhnode.rpc.vertx.RpcHttpConfig;
import dev.shhnode.rpc.vertx.RpcHttpServer;
import dev.shhnode.rpc.vertx.RpcIpcConfig;
import dev.shhnode.rpc.vertx.RpcIpcServer;
import dev.shhnode.rpc.vertx.RpcWebSocketServer;
import dev.shhnode.runtime.Tally;
import dev.shhnode.shh.ShhCounters;
import dev.shhnode.shh.service.ShhService;
import io.vertx.core.Future;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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

  /** The transports over which web pages can reach JSON-RPC. */
  private enum Transport {
    HTTP("HTTP", "http", "http://"),
    WEBSOCKET("WebSocket", "ws", "ws://");

    private final String text;

    /** Its part of the names of options. */
    private final String option;

    private final String scheme;

    Transport(String text, String option, String scheme) {
      this.text = text;
      this.option = option;
      this.scheme = scheme;
    }

    @Override
    public String toString() {
      return text;
    }
  }

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
    openP2p(agent, config.p2p());
    if (mix.isPresent()) {
      heard.tell(mix.get().service()::onFlooded);
      mix.get().carrier().ifPresent(shh::carryPostsBy);
      mix.get().start(key, agent);
    }
    JsonRpcDispatcher dispatcher =
        RpcMethods.dispatcher(
            shh,
            mix.map(NodeMix::service),
            keys,
            new NodeView(agent, config, tally),
            threads.workers(),
            random,
            new RpcCounters(tally));
    openRpc(vertx, dispatcher, config, tokens(config.webSecurity(), random));
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

  private void openP2p(RlpxAgent agent, NodeConfig.P2p p2p)
      throws IOException, InterruptedException {
    p2p.trustedNodes().forEach(node -> agent.addTrustedPeer(node.id()));
    await(
        "listen for peers" + where(p2p.port(), p2p.bindHost()) + " (--p2p-port, --p2p-interface)",
        agent.start());
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
      Vertx vertx, JsonRpcDispatcher dispatcher, NodeConfig config, Optional<BearerTokens> tokens)
      throws IOException, InterruptedException {
    if (config.http().isPresent()) {
      openWeb(Transport.HTTP, config.http().get(), tokens, web -> http(vertx, dispatcher, web));
    }
    if (config.ws().isPresent()) {
      openWeb(
          Transport.WEBSOCKET, config.ws().get(), tokens, web -> webSocket(vertx, dispatcher, web));
    }
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

  private Future<Integer> http(Vertx vertx, JsonRpcDispatcher dispatcher, RpcHttpConfig web) {
    RpcHttpServer server = new RpcHttpServer(vertx, dispatcher, web, rpcBudgets);
    parts.push(server::stop);
    return server.start();
  }

  private Future<Integer> webSocket(Vertx vertx, JsonRpcDispatcher dispatcher, RpcHttpConfig web) {
    RpcWebSocketServer server = new RpcWebSocketServer(vertx, dispatcher, web, rpcBudgets);
    parts.push(server::stop);
    return server.start();
  }

  /** Opens the port that the ready line tells, and those of single dialects, which are logged. */
  private void openWeb(
      Transport transport,
      NodeConfig.Web web,
      Optional<BearerTokens> tokens,
      Function<RpcHttpConfig, Future<Integer>> opener)
      throws IOException, InterruptedException {
    String options = " (--rpc-%1$s-port, --rpc-%1$s-host)".formatted(transport.option);
    int port =
        await(
            "serve " + transport + where(web.port(), web.host()) + options,
            opener.apply(webConfig(web, web.port(), Dialect.V6, tokens)));
    endpoints.add(url(transport, web, port));
    for (Map.Entry<Dialect, Integer> each : web.dialectPorts().entrySet()) {
      int dialectPort =
          await(
              "serve %s%s (--rpc-%s-dialect-ports)"
                  .formatted(transport, where(each.getValue(), web.host()), transport.option),
              opener.apply(webConfig(web, each.getValue(), each.getKey(), tokens)));
      LOG.info(
          "{} of dialect {} at {}", transport, each.getKey(), url(transport, web, dialectPort));
    }
    if (web.answersOnlyThisMachine()) {
      LOG.info(
          "{} listens on {} and answers requests to {}; add this node's other names with"
              + " --host-allowlist",
          transport,
          web.host(),
          String.join(", ", web.hostAllowlist()));
    }
  }

  private static String where(int port, String host) {
    return " on port " + port + " of " + host;
  }

  private static String url(Transport transport, NodeConfig.Web web, int port) {
    return transport.scheme + web.announcedHost() + ":" + port;
  }

  private static RpcHttpConfig webConfig(
      NodeConfig.Web web, int port, Dialect dialect, Optional<BearerTokens> tokens) {
    return new RpcHttpConfig(
        web.host(),
        port,
        web.namespaces(),
        dialect,
        HostAllowlist.of(web.hostAllowlist()),
        OriginPolicy.of(web.origins()).onMachine(HostName.ofThisMachine()),
        tokens,
        RpcLimits.DEFAULT);
  }

  private static <T> T await(String what, Future<T> future)
      throws IOException, InterruptedException {
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

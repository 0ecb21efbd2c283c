// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.OriginPolicy;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.auth.BearerTokens;
import dev.shhnode.rpc.vertx.RpcBudgets;
import dev.shhnode.rpc.vertx.RpcHttpConfig;
import dev.shhnode.rpc.vertx.RpcHttpServer;
import dev.shhnode.rpc.vertx.RpcWebSocketServer;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC over HTTP and WebSocket: a server for each port. Opened once, by the thread that starts
 * the node.
 */
final class WebServers {

  private static final Logger LOG = LoggerFactory.getLogger(WebServers.class);

  /** The transports over which web pages can reach JSON-RPC. */
  private enum Transport {
    HTTP("HTTP", "http", "http://", "https://"),
    WEBSOCKET("WebSocket", "ws", "ws://", "wss://");

    private final String text;

    /** Its part of the names of options. */
    private final String option;

    private final String scheme;
    private final String secureScheme;

    Transport(String text, String option, String scheme, String secureScheme) {
      this.text = text;
      this.option = option;
      this.scheme = scheme;
      this.secureScheme = secureScheme;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final Vertx vertx;
  private final JsonRpcDispatcher dispatcher;
  private final RpcBudgets budgets;
  private final Optional<BearerTokens> tokens;
  private final Optional<SslContext> tls;
  private final Deque<Supplier<Future<Void>>> servers = new ArrayDeque<>();
  private final List<String> endpoints = new ArrayList<>();

  /**
   * Makes servers that are not open yet.
   *
   * @param budgets of all transports together
   * @param tokens checks clients' tokens, if any are asked for
   * @param tls certificate and key; empty to serve in clear text
   */
  WebServers(
      Vertx vertx,
      JsonRpcDispatcher dispatcher,
      RpcBudgets budgets,
      Optional<BearerTokens> tokens,
      Optional<SslContext> tls) {
    this.vertx = vertx;
    this.dispatcher = dispatcher;
    this.budgets = budgets;
    this.tokens = tokens;
    this.tls = tls;
  }

  /**
   * Opens the ports of both transports.
   *
   * @throws IOException saying which cannot be opened
   */
  void open(NodeConfig config) throws IOException, InterruptedException {
    if (config.http().isPresent()) {
      openWeb(Transport.HTTP, config.http().get(), this::http);
    }
    if (config.ws().isPresent()) {
      openWeb(Transport.WEBSOCKET, config.ws().get(), this::webSocket);
    }
  }

  /** Where to connect, one URL for each transport. */
  List<String> endpoints() {
    return List.copyOf(endpoints);
  }

  /** Closes all ports and connections. */
  Future<Void> stop() {
    return Future.join(servers.stream().map(Supplier::get).toList()).mapEmpty();
  }

  private Future<Integer> http(RpcHttpConfig web) {
    RpcHttpServer server = new RpcHttpServer(vertx, dispatcher, web, budgets);
    servers.push(server::stop);
    return server.start();
  }

  private Future<Integer> webSocket(RpcHttpConfig web) {
    RpcWebSocketServer server = new RpcWebSocketServer(vertx, dispatcher, web, budgets);
    servers.push(server::stop);
    return server.start();
  }

  /** Opens the port that the ready line tells, and those of single dialects, which are logged. */
  private void openWeb(
      Transport transport, NodeConfig.Web web, Function<RpcHttpConfig, Future<Integer>> opener)
      throws IOException, InterruptedException {
    String options = " (--rpc-%1$s-port, --rpc-%1$s-host)".formatted(transport.option);
    int port =
        Node.await(
            "serve " + transport + where(web.port(), web.host()) + options,
            opener.apply(webConfig(web, web.port(), Dialect.V6)));
    endpoints.add(url(transport, web, port));
    for (Map.Entry<Dialect, Integer> each : web.dialectPorts().entrySet()) {
      int dialectPort =
          Node.await(
              "serve %s%s (--rpc-%s-dialect-ports)"
                  .formatted(transport, where(each.getValue(), web.host()), transport.option),
              opener.apply(webConfig(web, each.getValue(), each.getKey())));
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

  static String where(int port, String host) {
    return " on port " + port + " of " + host;
  }

  private String url(Transport transport, NodeConfig.Web web, int port) {
    return (tls.isPresent() ? transport.secureScheme : transport.scheme)
        + web.announcedHost()
        + ":"
        + port;
  }

  private RpcHttpConfig webConfig(NodeConfig.Web web, int port, Dialect dialect) {
    return new RpcHttpConfig(
        web.host(),
        port,
        web.namespaces(),
        dialect,
        HostAllowlist.of(web.hostAllowlist()),
        OriginPolicy.of(web.origins()).onMachine(HostName.ofThisMachine()),
        tokens,
        tls,
        RpcLimits.DEFAULT);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.JsonRpcDispatcher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * JSON-RPC over HTTP/1.1: a POST to any path, which may choose the dialect, is a request or a
 * batch. Sessions live as long as the TCP connection. Started and stopped once, from any thread;
 * served by one event loop.
 */
public final class RpcHttpServer {

  /** Ours: browsers send the cookies of every program on localhost; geth took 40 kB. */
  static final int MAX_HEADER_BYTES = 64 * 1024;

  /** Ours: paths are short here, but clients may send long queries. */
  static final int MAX_REQUEST_LINE_BYTES = 16 * 1024;

  private final Vertx vertx;
  private final JsonRpcDispatcher dispatcher;
  private final RpcHttpConfig config;
  private final RpcBudgets budgets;
  private final ConnectionPlaces places;
  private final RefusalLog refusals;
  private final HttpServer server;
  private final Map<HttpConnection, HttpClientConnection> connections = new HashMap<>();

  /** Makes a server that does not listen yet. */
  public RpcHttpServer(
      Vertx vertx, JsonRpcDispatcher dispatcher, RpcHttpConfig config, RpcBudgets budgets) {
    this.vertx = vertx;
    this.dispatcher = dispatcher;
    this.config = config;
    this.budgets = budgets;
    this.refusals = new RefusalLog(System::nanoTime, dispatcher.listener());
    this.places = new ConnectionPlaces(config.limits().maxConnections(), "HTTP", refusals);
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                    .setHandle100ContinueAutomatically(true))
            .connectionHandler(this::accept)
            .requestHandler(this::serve);
  }

  /**
   * Begins to listen.
   *
   * @return the port that it listens on; fails if that cannot be bound
   */
  public Future<Integer> start() {
    return server.listen(config.port(), config.host()).map(HttpServer::actualPort);
  }

  /**
   * Closes the port and all connections.
   *
   * @return completes when they are closed; fails only if the port cannot be closed
   */
  public Future<Void> stop() {
    return server.close();
  }

  private void accept(HttpConnection connection) {
    ClientChannel channel = ClientChannel.of(connection);
    String client = String.valueOf(connection.remoteAddress());
    places
        .enter(client, channel.network(), channel::abort)
        .map(
            place ->
                ClientResources.open(
                    channel, place, budgets, config.limits(), dispatcher.listener()))
        .ifPresent(resources -> serve(connection, client, resources));
  }

  private void serve(HttpConnection connection, String address, ClientResources resources) {
    config
        .tls()
        .ifPresent(tls -> TlsHandshake.begin(resources.channel(), tls, vertx, address, refusals));
    HttpClientConnection client =
        new HttpClientConnection(vertx, resources, dispatcher, config, refusals);
    connections.put(connection, client);
    resources.channel().boundHeaders(dispatcher.listener());
    resources.channel().closeOnFailure();
    connection.closeHandler(
        nothing -> {
          connections.remove(connection);
          client.closed();
        });
  }

  private void serve(HttpServerRequest request) {
    HttpClientConnection client = connections.get(request.connection());
    if (client != null) {
      client.serve(request);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.JsonRpcDispatcher;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * JSON-RPC over WebSocket on any path, which may choose the dialect, without sub-protocol: one
 * message is one request or batch, and subscriptions push. Started and stopped once, from any
 * thread; served by one event loop.
 */
public final class RpcWebSocketServer {

  /** Ours: for a client that reads, more than enough to take the close frame and to answer it. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final JsonRpcDispatcher dispatcher;
  private final RpcHttpConfig config;
  private final HttpServer server;

  /** Connections that are not yet WebSockets, with what is left of their patience. */
  private final Map<HttpConnection, ClientTimer> handshakes = new HashMap<>();

  private int webSockets;

  /** Makes a server that does not listen yet. */
  public RpcWebSocketServer(Vertx vertx, JsonRpcDispatcher dispatcher, RpcHttpConfig config) {
    this.vertx = vertx;
    this.dispatcher = dispatcher;
    this.config = config;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setMaxHeaderSize(RpcHttpServer.MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(RpcHttpServer.MAX_REQUEST_LINE_BYTES)
                    .setTcpKeepAlive(true)
                    // The bounds below would hold for what is compressed, not for what comes out.
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setPerMessageWebSocketCompressionSupported(false)
                    .setMaxWebSocketFrameSize(config.limits().maxRequestBytes())
                    .setMaxWebSocketMessageSize(config.limits().maxRequestBytes()))
            .connectionHandler(this::accept)
            .requestHandler(this::shakeHands);
  }

  /** Begins to listen; the port that it listens on, or the failure to bind. */
  public Future<Integer> start() {
    return server.listen(config.port(), config.host()).map(HttpServer::actualPort);
  }

  /** Closes the port and all connections. */
  public Future<Void> stop() {
    return server.close();
  }

  private void accept(HttpConnection connection) {
    ClientChannel channel = ClientChannel.of(connection);
    if (handshakes.size() + webSockets >= config.limits().maxConnections()) {
      channel.abort();
      return;
    }
    ClientTimer timer = new ClientTimer(vertx, config.limits().clientTimeout(), channel::abort);
    timer.start();
    handshakes.put(connection, timer);
    connection.closeHandler(nothing -> endHandshake(connection));
  }

  private void endHandshake(HttpConnection connection) {
    ClientTimer timer = handshakes.remove(connection);
    if (timer != null) {
      timer.stop();
    }
  }

  private void shakeHands(HttpServerRequest request) {
    if (!config.hosts().allows(Headers.get(request, HttpHeaders.HOST))) {
      refuse(request, 403, HttpClientConnection.INVALID_HOST);
    } else if (!allowsOrigin(request)) {
      refuse(request, 403, "origin not allowed");
    } else if (!request.canUpgradeToWebSocket()) {
      refuse(request, 426, "only WebSocket is served here");
    } else {
      // A failed upgrade has been answered, and the timer sees to the connection.
      request.toWebSocket().onSuccess(socket -> serve(request.connection(), socket));
    }
  }

  /** Programs other than browsers send no origin. */
  private boolean allowsOrigin(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null || config.origins().allowsWebSocket(origin);
  }

  private static void refuse(HttpServerRequest request, int status, String text) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .end(text + "\n")
        .onComplete(done -> request.connection().close());
    ClientChannel.of(request.connection()).abortAfter(FAREWELL);
  }

  private static void close(
      ServerWebSocket socket, ClientChannel channel, WebSocketCloseStatus status) {
    socket.close((short) status.code(), status.reasonText());
    channel.abortAfter(FAREWELL);
  }

  private void serve(HttpConnection upgraded, ServerWebSocket socket) {
    endHandshake(upgraded);
    webSockets++;
    ClientChannel channel = ClientChannel.of(upgraded);
    Context context = vertx.getOrCreateContext();
    SocketOutlet outlet =
        new SocketOutlet(
            context,
            message -> socket.writeTextMessage(new String(message, StandardCharsets.UTF_8)),
            channel,
            config.limits().maxPendingBytes());
    DuplexConnection connection =
        new DuplexConnection(
            context,
            dispatcher,
            config.namespaces(),
            Dialect.ofPath(socket.path(), config.dialect()),
            socket,
            outlet,
            config.limits(),
            channel::abort);
    socket.textMessageHandler(
        message -> connection.receive(message.getBytes(StandardCharsets.UTF_8)));
    socket.binaryMessageHandler(message -> connection.receive(message.getBytes()));
    channel.guard(new Utf8FrameValidator(false));
    channel.guard(new WebSocketGuard(status -> close(socket, channel, status)));
    // Messages of several frames that are too long together end up here.
    socket.exceptionHandler(
        failure -> close(socket, channel, WebSocketCloseStatus.MESSAGE_TOO_BIG));
    socket.closeHandler(
        nothing -> {
          webSockets--;
          connection.closed();
        });
  }
}

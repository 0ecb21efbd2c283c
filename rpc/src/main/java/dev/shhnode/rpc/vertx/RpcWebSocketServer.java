// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.auth.Grant;
import dev.shhnode.rpc.auth.UnauthorizedException;
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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC over WebSocket on any path, which may choose the dialect, without sub-protocol: one
 * message is one request or batch, and subscriptions push. Started and stopped once, from any
 * thread; served by one event loop.
 */
public final class RpcWebSocketServer {

  /** Ours: for a client that reads, more than enough to take the close frame and to answer it. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(RpcWebSocketServer.class);

  private final Vertx vertx;
  private final JsonRpcDispatcher dispatcher;
  private final RpcHttpConfig config;
  private final HttpServer server;

  private final RpcBudgets budgets;
  private final ConnectionPlaces places;
  private final RefusalLog refusals;

  /** Connections that are not yet WebSockets. */
  private final Map<HttpConnection, Handshake> handshakes = new HashMap<>();

  private record Handshake(ConnectionPlaces.Place place, ClientTimer patience) {}

  /** Makes a server that does not listen yet. */
  public RpcWebSocketServer(
      Vertx vertx, JsonRpcDispatcher dispatcher, RpcHttpConfig config, RpcBudgets budgets) {
    this.vertx = vertx;
    this.dispatcher = dispatcher;
    this.config = config;
    this.budgets = budgets;
    this.refusals = new RefusalLog(System::nanoTime, dispatcher.listener());
    this.places = new ConnectionPlaces(config.limits().maxConnections(), "WebSocket", refusals);
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setMaxHeaderSize(RpcHttpServer.MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(RpcHttpServer.MAX_REQUEST_LINE_BYTES)
                    .setTcpKeepAlive(true)
                    // With compression, the bounds below would hold for compressed bytes only.
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setPerMessageWebSocketCompressionSupported(false)
                    .setMaxWebSocketFrameSize(config.limits().maxRequestBytes()))
            .connectionHandler(this::accept)
            .requestHandler(this::shakeHands);
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
        .ifPresent(
            place -> {
              config
                  .tls()
                  .ifPresent(tls -> TlsHandshake.begin(channel, tls, vertx, client, refusals));
              awaitHandshake(connection, channel, place);
            });
  }

  private void awaitHandshake(
      HttpConnection connection, ClientChannel channel, ConnectionPlaces.Place place) {
    ClientTimer timer =
        new ClientTimer(
            vertx,
            config.limits().clientTimeout(),
            () -> {
              dispatcher.listener().onDropped(RpcDrop.REQUEST_UNFINISHED);
              channel.abort();
            });
    timer.start();
    channel.boundHeaders(dispatcher.listener());
    // Without a handler Vert.x logs each as an error, as often as strangers like.
    connection.exceptionHandler(
        failure -> LOG.debug("a handshake failed: {}", failure.getClass().getName()));
    handshakes.put(connection, new Handshake(place, timer));
    connection.closeHandler(
        nothing -> endHandshake(connection).ifPresent(ConnectionPlaces.Place::leave));
  }

  /** Ends the handshake; returns the place of the connection, empty if it has ended before. */
  private Optional<ConnectionPlaces.Place> endHandshake(HttpConnection connection) {
    Handshake handshake = handshakes.remove(connection);
    if (handshake == null) {
      return Optional.empty();
    }
    handshake.patience().stop();
    return Optional.of(handshake.place());
  }

  private void shakeHands(HttpServerRequest request) {
    if (!config.hosts().allows(Headers.get(request, HttpHeaders.HOST))) {
      refusals.refused(
          RpcDrop.HOST_NOT_ALLOWED,
          "host refused, not among --host-allowlist:",
          Headers.get(request, HttpHeaders.HOST));
      refuse(request, 403, HttpClientConnection.INVALID_HOST);
    } else if (!allowsOrigin(request)) {
      refusals.refused(
          RpcDrop.ORIGIN_NOT_ALLOWED,
          "WebSocket origin refused:",
          Headers.get(request, HttpHeaders.ORIGIN));
      refuse(request, 403, "origin not allowed");
    } else {
      authorize(request);
    }
  }

  private void authorize(HttpServerRequest request) {
    try {
      upgrade(request, Authorization.check(request, config.tokens()));
    } catch (UnauthorizedException why) {
      Authorization.refused(why, request, refusals);
      refuse(request, Authorization.STATUS, why.text());
    }
  }

  private void upgrade(HttpServerRequest request, Grant grant) {
    if (!request.canUpgradeToWebSocket()) {
      dispatcher.listener().onDropped(RpcDrop.NOT_WEBSOCKET);
      // RFC 9110, sections 15.5.22 and 7.8.
      request
          .response()
          .putHeader(HttpHeaders.UPGRADE, "websocket")
          .putHeader(HttpHeaders.CONNECTION, "Upgrade");
      refuse(request, 426, "only WebSocket is served here");
    } else {
      // Vert.x answers a failed upgrade, and the timer of the handshake closes the connection.
      request.toWebSocket().onSuccess(socket -> serve(request.connection(), socket, grant));
    }
  }

  /** Also without an origin, as programs other than browsers send none. */
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

  /** Ends a WebSocket, saying why. Confined to its event loop. */
  private final class Farewell {

    private final ServerWebSocket socket;
    private final ClientChannel channel;
    private boolean isSaid;

    Farewell(ServerWebSocket socket, ClientChannel channel) {
      this.socket = socket;
      this.channel = channel;
    }

    /** The client has sent frames that cannot be read on. */
    void violated(WebSocketCloseStatus status) {
      say(
          status,
          () ->
              dispatcher
                  .listener()
                  .onDropped(
                      status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)
                          ? RpcDrop.REQUEST_TOO_LARGE
                          : RpcDrop.WEBSOCKET_FRAME));
    }

    /** There is no memory for what the client sends. */
    void noMemory() {
      say(
          WebSocketCloseStatus.TRY_AGAIN_LATER,
          () ->
              refusals.refused(
                  RpcDrop.REQUESTS_OF_ALL,
                  "request refused for want of memory, from",
                  String.valueOf(socket.remoteAddress())));
    }

    /** The token with which the client has come holds no longer. */
    void expired() {
      say(
          WebSocketCloseStatus.POLICY_VIOLATION,
          () ->
              refusals.refused(
                  RpcDrop.TOKEN_EXPIRED,
                  "WebSocket closed as its token has expired, from",
                  String.valueOf(socket.remoteAddress())));
    }

    /** The connection has failed by itself. */
    void failed() {
      say(WebSocketCloseStatus.INTERNAL_SERVER_ERROR, () -> {});
    }

    /** Closes with a status, once, though the client may go on sending until it has read it. */
    private void say(WebSocketCloseStatus status, Runnable count) {
      if (!isSaid) {
        isSaid = true;
        count.run();
        socket.close((short) status.code(), status.reasonText());
        channel.abortAfter(FAREWELL);
      }
    }

    /** Whether nothing is read any more. */
    boolean isSaid() {
      return isSaid;
    }
  }

  private void serve(HttpConnection upgraded, ServerWebSocket socket, Grant grant) {
    // Empty if the connection has been closed meanwhile.
    endHandshake(upgraded)
        .map(
            place ->
                ClientResources.open(
                    ClientChannel.of(upgraded),
                    place,
                    budgets,
                    config.limits(),
                    dispatcher.listener()))
        .ifPresent(resources -> serve(socket, resources, grant));
  }

  private void serve(ServerWebSocket socket, ClientResources resources, Grant grant) {
    ClientChannel channel = resources.channel();
    Context context = vertx.getOrCreateContext();
    SocketOutlet outlet =
        new SocketOutlet(
            context,
            message -> socket.writeTextMessage(new String(message, StandardCharsets.UTF_8)),
            resources.unread());
    DuplexConnection connection =
        new DuplexConnection(
            vertx,
            dispatcher,
            config.namespaces(),
            Dialect.ofPath(socket.path(), config.dialect()),
            grant.permissions(),
            socket,
            outlet,
            resources,
            config.limits(),
            channel::abort);
    Farewell farewell = new Farewell(socket, channel);
    WebSocketGuard guard =
        new WebSocketGuard(farewell::violated, () -> dispatcher.listener().onDropped(RpcDrop.PING));
    WebSocketMessages messages =
        new WebSocketMessages(
            config.limits().maxRequestBytes(),
            message -> receive(message, guard, connection),
            () -> farewell.violated(WebSocketCloseStatus.MESSAGE_TOO_BIG));
    socket.frameHandler(
        frame -> {
          if (!farewell.isSaid()) {
            messages.take(frame);
          }
        });
    channel.guard(new Utf8FrameValidator(false));
    channel.guard(guard);
    channel.onBytes(
        bytes -> {
          guard.onBytes(bytes);
          if (!connection.receiving(farewell.isSaid() ? 0 : guard.heldBytes())) {
            farewell.noMemory();
          }
        });
    socket.exceptionHandler(failure -> farewell.failed());
    Runnable unwatch =
        grant
            .expires()
            .map(end -> TokenTimer.start(vertx, end, farewell::expired))
            .orElse(() -> {});
    socket.closeHandler(
        nothing -> {
          unwatch.run();
          connection.closed();
        });
  }

  private static void receive(byte[] message, WebSocketGuard guard, DuplexConnection connection) {
    guard.onMessage(message.length);
    connection.receive(message);
    // A message that waited while the input was paused comes without further bytes. No refusal is
    // due here: while bytes come, they are counted again after everything in them.
    connection.receiving(guard.heldBytes());
  }
}

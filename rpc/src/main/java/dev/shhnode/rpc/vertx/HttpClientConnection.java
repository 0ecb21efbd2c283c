// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.JsonRpcDispatcher;
import dev.shhnode.rpc.Permissions;
import dev.shhnode.rpc.RpcAnswer;
import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcSession;
import dev.shhnode.rpc.auth.Grant;
import dev.shhnode.rpc.auth.UnauthorizedException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Set;

/** One TCP connection of an HTTP client. Confined to its event loop. */
final class HttpClientConnection {

  /** Begins with the text of geth. */
  static final String INVALID_HOST =
      "invalid host specified, those that are served are set by --host-allowlist";

  /** RFC 9110, section 15.2: a client of HTTP/1.1 ignores it and waits for the final response. */
  private static final String INTERIM_RESPONSE = "HTTP/1.1 102 Processing\r\n\r\n";

  private static final String ALLOWED_METHODS = "POST, GET, OPTIONS";

  private static final String JSON = "application/json";

  /** What geth takes since 1.8.21; jsonrpclib and jsonrpc4j send the others. */
  private static final Set<String> MEDIA_TYPES =
      Set.of(JSON, "application/json-rpc", "application/jsonrequest");

  private final ClientResources resources;
  private final ClientChannel channel;
  private final Context context;
  private final JsonRpcDispatcher dispatcher;
  private final RpcHttpConfig config;
  private final RpcSession session;
  private final ClientTimer timer;
  private final ClientTimer idleTimer;
  private final RefusalLog refusals;
  private final ClientProbe probe;
  private ConnectionPlaces.Need needAtRest;
  private int underWay;
  private int calls;
  private boolean takesInterimResponses;
  private boolean inputEnded;

  HttpClientConnection(
      Vertx vertx,
      ClientResources resources,
      JsonRpcDispatcher dispatcher,
      RpcHttpConfig config,
      RefusalLog refusals) {
    this.refusals = refusals;
    this.resources = resources;
    this.channel = resources.channel();
    this.context = vertx.getOrCreateContext();
    this.dispatcher = dispatcher;
    this.config = config;
    this.session = RpcSession.answering(config.namespaces());
    // Until it has shown a token, not worth more than a newcomer: else strangers would get more
    // than a quarter of the places.
    this.needAtRest =
        config.tokens().isPresent() ? ConnectionPlaces.Need.UNPROVEN : ConnectionPlaces.Need.IDLE;
    this.timer = new ClientTimer(vertx, config.limits().clientTimeout(), this::outOfTime);
    this.idleTimer =
        new ClientTimer(
            vertx, config.limits().idleTimeout(), () -> resources.cutOff(RpcDrop.CONNECTION_IDLE));
    this.probe = new ClientProbe(vertx, channel, INTERIM_RESPONSE, this::takesProbe);
    timer.start();
    channel.onBytes(bytes -> onBytes());
    channel.onEndOfInput(this::endInput);
  }

  private void outOfTime() {
    resources.cutOff(underWay > 0 ? RpcDrop.ANSWER_NOT_TAKEN : RpcDrop.REQUEST_UNFINISHED);
  }

  /** The client has closed its sending side, but may still read. */
  private void endInput() {
    inputEnded = true;
    probe.start();
    abortIfDone();
  }

  private boolean takesProbe() {
    return calls > 0 && takesInterimResponses;
  }

  /** By a task of its own: in the one that answers a request, the next pipelined one is served. */
  private void abortIfDone() {
    context.runOnContext(
        nothing -> {
          if (inputEnded && underWay == 0) {
            channel.abort();
          }
        });
  }

  /** The first bytes after an idle time begin a request; further ones change nothing. */
  private void onBytes() {
    if (idleTimer.isRunning()) {
      idleTimer.stop();
      timer.start();
    }
  }

  void closed() {
    probe.stop();
    timer.stop();
    idleTimer.stop();
    session.close();
    resources.close();
  }

  void serve(HttpServerRequest request) {
    if (!allowsHost(request)) {
      refusals.refused(
          RpcDrop.HOST_NOT_ALLOWED,
          "host refused, not among --host-allowlist:",
          Headers.get(request, HttpHeaders.HOST));
      answer(request, 403, INVALID_HOST);
      return;
    }
    Cors.allow(request, config.origins());
    if (request.method().equals(HttpMethod.OPTIONS)) {
      // Without token: a browser sends none until it has been told that it may.
      if (!Cors.answerPreflight(request, config.origins())) {
        resources.listener().onDropped(RpcDrop.ORIGIN_NOT_ALLOWED);
      }
      finish(request.response(), Buffer.buffer());
      return;
    }
    try {
      Grant grant = Authorization.check(request, config.tokens());
      needAtRest = ConnectionPlaces.Need.IDLE;
      serve(request, grant);
    } catch (UnauthorizedException why) {
      needAtRest = ConnectionPlaces.Need.UNPROVEN;
      Authorization.refused(why, request, refusals);
      answer(request, Authorization.STATUS, why.text());
    }
  }

  private void serve(HttpServerRequest request, Grant grant) {
    if (request.method().equals(HttpMethod.POST)) {
      servePost(request, grant.permissions());
    } else if (request.method().equals(HttpMethod.GET)) {
      // As geth, for monitors that only ask whether the port is alive.
      finish(request.response(), Buffer.buffer());
    } else {
      // RFC 9110, section 15.5.6.
      request.response().putHeader(HttpHeaders.ALLOW, ALLOWED_METHODS);
      refuse(request, RpcDrop.HTTP_METHOD, 405, "method not allowed");
    }
  }

  /** Browsers, against which the list protects, speak HTTP/1.1 and always name the host. */
  private boolean allowsHost(HttpServerRequest request) {
    String host = Headers.get(request, HttpHeaders.HOST);
    return config.hosts().allows(host)
        || (host.isEmpty() && request.version() == HttpVersion.HTTP_1_0);
  }

  private void servePost(HttpServerRequest request, Permissions permissions) {
    if (!isJson(Headers.get(request, HttpHeaders.CONTENT_TYPE))) {
      refuse(
          request,
          RpcDrop.CONTENT_TYPE,
          415,
          "invalid content type, only " + JSON + " is supported");
      return;
    }
    new BodyReader(request, config.limits().maxRequestBytes(), resources.requests())
        .read(
            body -> call(request, body, permissions),
            size ->
                refuse(
                    request,
                    RpcDrop.REQUEST_TOO_LARGE,
                    413,
                    "content length too large ("
                        + size
                        + ">"
                        + config.limits().maxRequestBytes()
                        + ")"),
            () -> refuseForWantOfMemory(request));
  }

  private void refuseForWantOfMemory(HttpServerRequest request) {
    refusals.refused(
        RpcDrop.REQUESTS_OF_ALL,
        "request refused for want of memory, from",
        String.valueOf(request.remoteAddress()));
    answer(request, 503, "node is busy, try again later");
  }

  private void call(HttpServerRequest request, Buffer body, Permissions permissions) {
    byte[] text = body.getBytes();
    long memory = JsonRpcDispatcher.memoryOf(text);
    if (!resources.requests().begin(memory, 0, () -> {})) {
      resources.requests().receiving(0);
      refuseForWantOfMemory(request);
      return;
    }
    timer.stop();
    begin();
    calls++;
    takesInterimResponses = request.version() == HttpVersion.HTTP_1_1;
    dispatcher
        .call(text, session, Dialect.ofPath(path(request), config.dialect()), permissions)
        .thenAccept(answer -> context.runOnContext(nothing -> answer(request, answer, memory)));
  }

  private void begin() {
    underWay++;
    resources.place().needs(ConnectionPlaces.Need.BUSY);
  }

  private void answer(HttpServerRequest request, RpcAnswer answer, long memory) {
    underWay--;
    calls--;
    resources.requests().end(memory);
    HttpServerResponse response = request.response();
    if (response.closed()) {
      answer.lost();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
    finish(
        response,
        answer.text().map(HttpClientConnection::line).orElseGet(Buffer::buffer),
        answer::lost);
  }

  /** The path of the target; empty if it has none, as in {@code OPTIONS *}. */
  private static String path(HttpServerRequest request) {
    String path = request.path();
    return path == null ? "" : path;
  }

  /** geth ends every answer with a line feed. */
  private static Buffer line(byte[] answer) {
    return Buffer.buffer(answer).appendByte((byte) '\n');
  }

  private void refuse(HttpServerRequest request, RpcDrop why, int status, String text) {
    resources.listener().onDropped(why);
    answer(request, status, text);
  }

  /** Answers without serving; what is left of the request is read and thrown away. */
  private void answer(HttpServerRequest request, int status, String text) {
    request.handler(chunk -> {});
    finish(
        request
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
            .putHeader("X-Content-Type-Options", "nosniff"),
        Buffer.buffer(text + "\n"));
  }

  private void finish(HttpServerResponse response, Buffer body) {
    if (!response.closed()) {
      finish(response, body, () -> {});
    }
  }

  private void finish(HttpServerResponse response, Buffer body, Runnable lost) {
    if (!resources.unread().add(body.length())) {
      lost.run();
      return;
    }
    timer.start();
    begin();
    response
        .end(body)
        .onComplete(
            written -> {
              resources.unread().remove(body.length());
              if (written.failed()) {
                lost.run();
                channel.abort();
              }
              ended();
            });
  }

  private void ended() {
    underWay--;
    if (underWay == 0) {
      timer.stop();
      idleTimer.start();
      resources.place().needs(needAtRest);
    }
    abortIfDone();
  }

  private static boolean isJson(String contentType) {
    int parameters = contentType.indexOf(';');
    String mediaType = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return MEDIA_TYPES.contains(mediaType.strip().toLowerCase(Locale.ROOT));
  }
}

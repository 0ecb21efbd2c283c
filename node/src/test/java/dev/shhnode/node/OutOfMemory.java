// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.net.NetClient;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A program that runs out of memory where its argument says, for {@link FatalErrorsTest}. */
final class OutOfMemory {

  /** Where it happens, and so who is the first to catch it. */
  enum Place {
    MAIN_THREAD,
    EXECUTOR,
    SHH_LOOP,
    EVENT_LOOP,
    SOCKET,
    HTTP_REQUEST,
    WEB_SOCKET_MESSAGE,
    FUTURE_CALLBACK
  }

  private static final String LOOPBACK = "127.0.0.1";

  /** Clients in use: Vert.x closes one that is garbage collected, and its connections with it. */
  private static final List<Object> HELD = new ArrayList<>();

  private OutOfMemory() {}

  public static void main(String[] args) throws Exception {
    FatalErrors.install();
    Vertx vertx = Vertx.vertx();
    switch (Place.valueOf(args[0])) {
      case MAIN_THREAD -> exhaust();
      case EXECUTOR -> new NodeThreads().workers().execute(OutOfMemory::exhaust);
      case SHH_LOOP ->
          new NodeThreads().runtime(new SecureRandom()).loop().execute(OutOfMemory::exhaust);
      case EVENT_LOOP -> vertx.setTimer(1, timer -> exhaust());
      case SOCKET -> connect(vertx);
      case HTTP_REQUEST -> request(vertx);
      case WEB_SOCKET_MESSAGE -> message(vertx);
      case FUTURE_CALLBACK -> vertx.timer(1).onComplete(result -> exhaust());
    }
    new CompletableFuture<Void>().join();
  }

  private static void connect(Vertx vertx) {
    NetClient client = held(vertx.createNetClient());
    vertx
        .createNetServer()
        .connectHandler(socket -> socket.handler(bytes -> exhaust()))
        .listen(0, LOOPBACK)
        .compose(server -> client.connect(server.actualPort(), LOOPBACK))
        .onFailure(OutOfMemory::giveUp)
        .onSuccess(socket -> socket.write(Buffer.buffer("x")));
  }

  private static void request(Vertx vertx) {
    HttpClient client = held(vertx.createHttpClient());
    vertx
        .createHttpServer()
        .requestHandler(request -> request.bodyHandler(body -> exhaust()))
        .listen(0, LOOPBACK)
        .compose(server -> client.request(HttpMethod.POST, server.actualPort(), LOOPBACK, "/"))
        .onFailure(OutOfMemory::giveUp)
        .onSuccess(request -> request.send("x"));
  }

  private static void message(Vertx vertx) {
    WebSocketClient client = held(vertx.createWebSocketClient());
    vertx
        .createHttpServer()
        .webSocketHandler(socket -> socket.textMessageHandler(text -> exhaust()))
        .listen(0, LOOPBACK)
        .compose(server -> client.connect(server.actualPort(), LOOPBACK, "/"))
        .onFailure(OutOfMemory::giveUp)
        .onSuccess(socket -> socket.writeTextMessage("x"));
  }

  private static <C> C held(C client) {
    HELD.add(client);
    return client;
  }

  /**
   * Instead of waiting for ever for a message that never came. Not for writes that fail: memory may
   * run out where the message arrives while it is still being written.
   */
  private static void giveUp(Throwable failure) {
    failure.printStackTrace();
    Runtime.getRuntime().halt(1);
  }

  private static void exhaust() {
    Object[] chain = {};
    while (true) {
      Object[] longer = new Object[1 << 18];
      longer[0] = chain;
      chain = longer;
    }
  }
}

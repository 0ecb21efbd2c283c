// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
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
    FUTURE_CALLBACK
  }

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
      case FUTURE_CALLBACK -> vertx.timer(1).onComplete(result -> exhaust());
    }
    new CompletableFuture<Void>().join();
  }

  private static void connect(Vertx vertx) {
    vertx
        .createNetServer()
        .connectHandler(socket -> socket.handler(bytes -> exhaust()))
        .listen(0, "127.0.0.1")
        .compose(server -> vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"))
        .onSuccess(socket -> socket.write(Buffer.buffer("x")));
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

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Runs out while the node waits for a client. Confined to one event loop. */
final class ClientTimer {

  private static final long NONE = -1;

  private final Vertx vertx;
  private final long timeoutMillis;
  private final Runnable expired;
  private long timer = NONE;

  ClientTimer(Vertx vertx, Duration timeout, Runnable expired) {
    this.vertx = vertx;
    this.timeoutMillis = timeout.toMillis();
    this.expired = expired;
  }

  void start() {
    stop();
    timer =
        vertx.setTimer(
            timeoutMillis,
            id -> {
              timer = NONE;
              expired.run();
            });
  }

  boolean isRunning() {
    return timer != NONE;
  }

  void stop() {
    if (timer != NONE) {
      vertx.cancelTimer(timer);
      timer = NONE;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;

/** Runs out when a token does, by the wall clock. Confined to one event loop. */
final class TokenTimer {

  /** Ours: looked at again so often, as the wall clock may be set. */
  private static final long MAX_DELAY_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Vertx vertx;
  private final Instant end;
  private final Runnable expired;
  private long timer;

  private TokenTimer(Vertx vertx, Instant end, Runnable expired) {
    this.vertx = vertx;
    this.end = end;
    this.expired = expired;
  }

  /**
   * Starts a timer.
   *
   * @return stops it
   */
  static Runnable start(Vertx vertx, Instant end, Runnable expired) {
    TokenTimer timer = new TokenTimer(vertx, end, expired);
    timer.arm();
    return () -> vertx.cancelTimer(timer.timer);
  }

  private void arm() {
    // One more, as a delay has to be positive and what is left of a millisecond has to pass too.
    long left = Duration.between(Instant.now(), end).toMillis() + 1;
    timer = vertx.setTimer(Math.max(1, Math.min(left, MAX_DELAY_MILLIS)), id -> look());
  }

  private void look() {
    if (Instant.now().isBefore(end)) {
      arm();
    } else {
      expired.run();
    }
  }
}

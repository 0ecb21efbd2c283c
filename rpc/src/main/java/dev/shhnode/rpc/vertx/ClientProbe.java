// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Finds out whether a client that has closed its sending side still reads: a closed connection
 * looks the same to the operating system until something is written. Confined to the connection's
 * event loop.
 */
final class ClientProbe {

  /**
   * Ours: TCP reports it with the second write, so a search for a client that is gone ends within
   * four seconds.
   */
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final long NONE = -1;

  private final Vertx vertx;
  private final ClientChannel channel;
  private final String meaningless;
  private final BooleanSupplier allowed;
  private long timer = NONE;

  /**
   * Makes a probe that does not run yet.
   *
   * @param meaningless ASCII text that changes nothing for the client
   * @param allowed whether it may be written now
   */
  ClientProbe(Vertx vertx, ClientChannel channel, String meaningless, BooleanSupplier allowed) {
    this.vertx = vertx;
    this.channel = channel;
    this.meaningless = meaningless;
    this.allowed = allowed;
  }

  /** Begins to write; a write that fails closes the connection. */
  void start() {
    if (timer == NONE) {
      timer = vertx.setPeriodic(INTERVAL.toMillis(), id -> probe());
    }
  }

  private void probe() {
    if (allowed.getAsBoolean()) {
      channel.writePastVertx(meaningless);
    }
  }

  void stop() {
    if (timer != NONE) {
      vertx.cancelTimer(timer);
      timer = NONE;
    }
  }
}

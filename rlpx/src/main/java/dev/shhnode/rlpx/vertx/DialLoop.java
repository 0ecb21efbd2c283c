// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.rlpx.peers.Dialer;
import dev.shhnode.rlpx.peers.Enode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Carries out the dials of a {@link Dialer} when they are due. Thread-safe. */
final class DialLoop {

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Dialer dialer;
  private final Function<Enode, Future<Void>> connector;
  private long timer = NO_TIMER;
  private boolean stopped;
  private final AtomicBoolean isAsked = new AtomicBoolean();

  /**
   * @param connector dials a node once; its future completes or fails when the dial has failed or
   *     the connection has ended
   */
  DialLoop(Vertx vertx, Dialer dialer, Function<Enode, Future<Void>> connector) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.connector = connector;
  }

  /** Begins the dials that are due, now and by a timer later on. */
  synchronized void run() {
    if (stopped) {
      return;
    }
    dialer.due(System.nanoTime()).forEach(this::dial);
    setTimer();
  }

  /**
   * Has {@link #run} called by a task of its own, so the caller may hold locks that the candidates
   * take; once, however often it is asked for before that.
   */
  void runSoon() {
    if (isAsked.compareAndSet(false, true)) {
      vertx.runOnContext(
          task -> {
            isAsked.set(false);
            run();
          });
    }
  }

  private void dial(Dialer.Dial dial) {
    connect(dial.node())
        .onComplete(
            over -> {
              dialer.onOver(dial, System.nanoTime());
              run();
            });
  }

  /** A connector that throws must not keep the other dials from being made. */
  private Future<Void> connect(Enode node) {
    try {
      return connector.apply(node);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void setTimer() {
    vertx.cancelTimer(timer);
    timer = NO_TIMER;
    dialer
        .nextDeadline()
        .ifPresent(deadline -> timer = vertx.setTimer(millisUntil(deadline), fired -> run()));
  }

  /** Rounded up: a millisecond too early nothing would be due yet. */
  private static long millisUntil(long deadline) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + 1);
  }

  /** Begins no more dials; those under way go on. */
  synchronized void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }
}

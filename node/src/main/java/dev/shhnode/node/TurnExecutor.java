// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Runs tasks on an event loop in the order given, for half a millisecond at a time, between which
 * the loop's sockets have their turn: netty itself would run tasks that give further ones for a
 * second before it looks after a socket. Thread-safe.
 */
final class TurnExecutor implements Executor {

  /** Ours. */
  static final long TURN_NANOS = 500_000;

  private final EventLoop eventLoop;
  private final LongSupplier nanoClock;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isTurnDue = new AtomicBoolean();

  /**
   * @param nanoClock monotonic
   */
  TurnExecutor(EventLoop eventLoop, LongSupplier nanoClock) {
    this.eventLoop = eventLoop;
    this.nanoClock = nanoClock;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (isTurnDue.compareAndSet(false, true)) {
      eventLoop.execute(this::takeTurn);
    }
  }

  private void takeTurn() {
    long end = nanoClock.getAsLong() + TURN_NANOS;
    try {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
        if (nanoClock.getAsLong() - end >= 0) {
          break;
        }
      }
    } finally {
      endTurn();
    }
  }

  private void endTurn() {
    if (!tasks.isEmpty()) {
      takeTurnLater();
      return;
    }
    isTurnDue.set(false);
    // Whoever has added a task since then may have found a turn due.
    if (!tasks.isEmpty() && isTurnDue.compareAndSet(false, true)) {
      takeTurnLater();
    }
  }

  /** By a timer: netty runs those when it has looked after the sockets. */
  private void takeTurnLater() {
    var unused = eventLoop.schedule(this::takeTurn, 0, TimeUnit.NANOSECONDS);
  }
}

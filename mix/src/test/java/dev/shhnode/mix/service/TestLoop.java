// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A loop without a thread, and its clock: the test says what runs when. */
final class TestLoop extends ScheduledThreadPoolExecutor {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(timer -> timer.due));
  private long now;

  private final class Timer extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final long due;

    Timer(Runnable task, long due) {
      super(task, null);
      this.due = due;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - now, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  TestLoop() {
    super(0);
  }

  long now() {
    return now;
  }

  int waiting() {
    return tasks.size();
  }

  /** Timers that are set. */
  long timers() {
    return timers.stream().filter(timer -> !timer.isCancelled()).count();
  }

  void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  /** Runs what waits, and what becomes due. */
  void run(long nanos) {
    long end = now + nanos;
    runTasks();
    while (!timers.isEmpty() && timers.peek().due <= end) {
      Timer timer = timers.remove();
      now = Math.max(now, timer.due);
      timer.run();
      runTasks();
    }
    now = end;
  }

  @Override
  public void execute(Runnable task) {
    if (isShutdown()) {
      throw new RejectedExecutionException("ended");
    }
    tasks.add(task);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    Timer timer = new Timer(task, now + unit.toNanos(delay));
    timers.add(timer);
    return timer;
  }
}

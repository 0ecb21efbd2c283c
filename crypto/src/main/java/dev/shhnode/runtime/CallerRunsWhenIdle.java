// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one at a time: on a thread of its own, or on that of a caller who finds it idle. A
 * small task takes less time than waking the thread for it and being woken for the answer. As soon
 * as tasks wait they are all for the thread, so nobody waits longer because others call. What a
 * task has written the next one sees, whatever the threads.
 */
public final class CallerRunsWhenIdle implements SerialExecutor {

  /** Ours: a task and the one that it adds to be run after it. */
  static final int MAX_TASKS_OF_CALLER = 2;

  private final Executor thread;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** Tasks that run or wait. Who makes it one may run tasks, until it is zero again. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private volatile boolean closed;

  /**
   * @param thread runs a task at a time
   */
  public CallerRunsWhenIdle(Executor thread) {
    this.thread = thread;
  }

  /**
   * {@inheritDoc}
   *
   * @throws RejectedExecutionException when closed
   */
  @Override
  public void execute(Runnable task) {
    checkOpen();
    waiting.add(task);
    if (unfinished.getAndIncrement() == 0) {
      continueOnThread();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws RejectedExecutionException when closed
   */
  @Override
  public void executeNow(Runnable task) {
    checkOpen();
    if (!unfinished.compareAndSet(0, 1)) {
      execute(task);
      return;
    }
    if (!waiting.isEmpty()) {
      // Added but not counted yet; perhaps one of this caller's is behind it.
      waiting.add(task);
      continueOnThread();
      return;
    }
    boolean more = runOne(task);
    for (int run = 1; more && run < MAX_TASKS_OF_CALLER; run++) {
      more = runOne(waiting.remove());
    }
    if (more) {
      continueOnThread();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
  }

  private void continueOnThread() {
    thread.execute(this::runWaiting);
  }

  private void runWaiting() {
    boolean more = true;
    while (more && !closed) {
      more = runOne(waiting.remove());
    }
  }

  /**
   * Runs a task that is counted already; if it fails, the thread goes on with the others.
   *
   * @return whether others wait
   */
  private boolean runOne(Runnable task) {
    boolean done = false;
    try {
      task.run();
      done = true;
    } finally {
      if (!done && unfinished.decrementAndGet() > 0) {
        continueOnThread();
      }
    }
    return unfinished.decrementAndGet() > 0;
  }

  /** What waits is not run any more, and nothing is taken. */
  public void close() {
    closed = true;
  }
}

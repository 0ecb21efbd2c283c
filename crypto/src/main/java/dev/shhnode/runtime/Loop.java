// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time, in the order given. State that only its tasks touch belongs to the loop
 * and needs no lock. Thread-safe; tasks must not block.
 */
public final class Loop implements Executor {

  private final SerialExecutor executor;
  private final Consumer<RuntimeException> onFailure;

  /** A task without result that may throw, like a {@link Callable}. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /**
   * Makes a loop.
   *
   * @param executor runs the tasks
   * @param onFailure told what a task of {@link #execute} throws, which does not end the loop
   */
  public Loop(SerialExecutor executor, Consumer<RuntimeException> onFailure) {
    this.executor = executor;
    this.onFailure = onFailure;
  }

  /** Runs a task after those that wait already. */
  @Override
  public void execute(Runnable task) {
    executor.execute(() -> runGuarded(task));
  }

  /** Runs a task as {@link SerialExecutor#executeNow} says. */
  public void executeNow(Runnable task) {
    executor.executeNow(() -> runGuarded(task));
  }

  /** Runs a part of a task, whose failure does not keep the next part from being run. */
  public void runGuarded(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException e) {
      onFailure.accept(e);
    }
  }

  /**
   * Runs a task as {@link #execute} does.
   *
   * @return completes on the loop with the result of the task, or fails with what the task throws
   */
  public <T> CompletableFuture<T> call(Callable<T> task) {
    return Tasks.call(executor, task);
  }

  /**
   * Runs a task as {@link #executeNow} does.
   *
   * @return has the result of the task, or what it throws
   */
  public <T> CompletableFuture<T> callNow(Callable<T> task) {
    return Tasks.call(executor::executeNow, task);
  }

  /** As {@link #call}, for a task without result. */
  public CompletableFuture<Void> run(Action action) {
    return call(
        () -> {
          action.run();
          return null;
        });
  }

  /**
   * Makes a task that runs once for many requests: running the returned object requests it, and it
   * then runs after the tasks that wait already. Further requests until then add nothing. To be
   * requested on the loop only.
   */
  public Runnable coalesced(Runnable task) {
    return new Coalesced(task);
  }

  private final class Coalesced implements Runnable {
    private final Runnable task;
    private boolean scheduled;

    Coalesced(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (!scheduled) {
        scheduled = true;
        execute(
            () -> {
              scheduled = false;
              task.run();
            });
      }
    }
  }
}

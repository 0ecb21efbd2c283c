// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Runs tasks one after the other, in the order given, and so owns the state that only they touch.
 * Thread-safe; tasks must not block.
 */
public final class Loop implements Executor {

  private final Executor executor;
  private final Consumer<RuntimeException> onFailure;

  /** An action that can fail as a {@link Callable} can. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /**
   * Makes a loop.
   *
   * @param executor runs one task at a time, in the order given
   * @param onFailure told what a task of {@link #execute} throws, which does not end the loop
   */
  public Loop(Executor executor, Consumer<RuntimeException> onFailure) {
    this.executor = executor;
    this.onFailure = onFailure;
  }

  /** Runs a task after those that wait already. */
  @Override
  public void execute(Runnable task) {
    executor.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            onFailure.accept(e);
          }
        });
  }

  /**
   * Runs a task as {@link #execute} does.
   *
   * @return its result, or what it throws; completes on the loop
   */
  public <T> CompletableFuture<T> call(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          } catch (Error e) {
            result.completeExceptionally(e);
            throw e; // Nobody may be waiting for the result; the thread's end is noticed.
          }
        });
    return result;
  }

  /** As {@link #call}, for what has no result. */
  public CompletableFuture<Void> run(Action action) {
    return call(
        () -> {
          action.run();
          return null;
        });
  }

  /**
   * A task that is run once for all requests that come before it runs: work that many events ask
   * for is done together, after the tasks that wait already. To be requested on the loop only.
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

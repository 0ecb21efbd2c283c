// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Tasks with results on executors that only run them. */
public final class Tasks {

  private Tasks() {}

  /**
   * Runs a task on an executor.
   *
   * @return its result, or what it throws; completes where the task runs
   * @throws java.util.concurrent.RejectedExecutionException if the executor takes no more work
   */
  public static <T> CompletableFuture<T> call(Executor executor, Callable<T> task) {
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
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.runtime.Tasks;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Runs what takes too long for an event loop, such as deriving keys, on other threads. Thread-safe.
 */
public final class Worker {

  private final Executor executor;

  /**
   * Makes a worker.
   *
   * @param executor may reject work, which the client is told
   */
  public Worker(Executor executor) {
    this.executor = executor;
  }

  /**
   * Calls {@code task} on the worker.
   *
   * @return completes on the worker with the result of the task; fails with what the task throws
   * @throws java.util.concurrent.RejectedExecutionException if too much work waits already
   */
  public <T> CompletionStage<T> call(Callable<T> task) {
    return Tasks.call(executor, task);
  }
}

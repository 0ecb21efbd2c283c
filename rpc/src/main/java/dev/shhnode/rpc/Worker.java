// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc;

import dev.shhnode.runtime.Tasks;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Takes what is too long for an event loop off it, such as deriving keys. Thread-safe. */
public final class Worker {

  private final Executor executor;

  /**
   * Makes a worker.
   *
   * @param executor free to reject work, which the client is told
   */
  public Worker(Executor executor) {
    this.executor = executor;
  }

  /** Calls {@code task} on the worker. */
  public <T> CompletionStage<T> call(Callable<T> task) {
    return Tasks.call(executor, task);
  }
}

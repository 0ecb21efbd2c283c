// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.concurrent.Executor;

/** Runs tasks one at a time, in the order given. Thread-safe. */
@FunctionalInterface
public interface SerialExecutor extends Executor {

  /**
   * Runs a task as {@link #execute} does, or before this returns if none runs or waits. The caller
   * must hold no lock, and be one that may take as long as the task does.
   */
  default void executeNow(Runnable task) {
    execute(task);
  }
}

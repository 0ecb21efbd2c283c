// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.shh.Source;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * What is to be done as soon as there is no longer too much work of one who brings envelopes.
 * Belongs to the shh loop.
 */
final class ReliefTasks {

  private final Predicate<Source> isCongested;
  private final Map<Source, Queue<Runnable>> waiting = new HashMap<>();

  /**
   * @param isCongested whether there is too much work of a source
   */
  ReliefTasks(Predicate<Source> isCongested) {
    this.isCongested = isCongested;
  }

  /** Runs {@code task} now, or when {@link #relieve} finds its source no longer congested. */
  void add(Source source, Runnable task) {
    if (isCongested.test(source)) {
      waiting.computeIfAbsent(source, anybody -> new ArrayDeque<>()).add(task);
    } else {
      task.run();
    }
  }

  /** Some work of a source is done. */
  void relieve(Source source) {
    Queue<Runnable> tasks = waiting.get(source);
    while (tasks != null && !isCongested.test(source) && !tasks.isEmpty()) {
      tasks.remove().run();
    }
    if (tasks != null && tasks.isEmpty()) {
      waiting.remove(source, tasks);
    }
  }

  /** There is room again for which everybody waits. */
  void relieveAll() {
    List.copyOf(waiting.keySet()).forEach(this::relieve);
  }
}

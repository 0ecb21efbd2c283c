// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.shh.Source;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes that wait to be opened. Those who brought them take turns, so that whoever brings many
 * waits for himself alone. Belongs to the shh loop.
 */
final class OpeningQueue {

  private final Map<Source, Queue<WorkerOpening.Opening>> bySource = new LinkedHashMap<>();

  void add(WorkerOpening.Opening opening) {
    bySource.computeIfAbsent(opening.source(), anybody -> new ArrayDeque<>()).add(opening);
  }

  /** The next of whose turn it is; null if there is none. */
  WorkerOpening.@Nullable Opening poll() {
    if (bySource.isEmpty()) {
      return null;
    }
    Map.Entry<Source, Queue<WorkerOpening.Opening>> first = bySource.entrySet().iterator().next();
    Source source = first.getKey();
    Queue<WorkerOpening.Opening> queue = first.getValue();
    WorkerOpening.Opening next = queue.remove();
    bySource.remove(source);
    if (!queue.isEmpty()) {
      bySource.put(source, queue);
    }
    return next;
  }

  boolean isEmpty() {
    return bySource.isEmpty();
  }

  /** How many of one who brought them. */
  int size(Source source) {
    Queue<WorkerOpening.Opening> queue = bySource.get(source);
    return queue == null ? 0 : queue.size();
  }
}

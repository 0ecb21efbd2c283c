// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The memory that messages waiting in filters may take, all filters together. When it is used up
 * the filter that holds most of it loses its oldest message: who polls is not harmed by who does
 * not.
 */
final class MessageBudget {

  private final long maxBytes;
  private final Set<Filter> holders = Collections.newSetFromMap(new IdentityHashMap<>());
  private long usedBytes;

  MessageBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Makes room for a message of {@code filter}, which the caller adds next. */
  void charge(Filter filter, long bytes) {
    while (usedBytes + bytes > maxBytes && !holders.isEmpty()) {
      Collections.max(holders, Comparator.comparingLong(Filter::waitingBytes)).discardOldest();
    }
    usedBytes += bytes;
    holders.add(filter);
  }

  /** Gives back what {@code filter} has just let go. */
  void release(Filter filter, long bytes) {
    usedBytes -= bytes;
    if (filter.waitingBytes() == 0) {
      holders.remove(filter);
    }
  }
}

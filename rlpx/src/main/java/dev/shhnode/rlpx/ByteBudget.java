// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes of memory that many holders may have together, whoever has them. Thread-safe.
 *
 * @param <C> a holder
 */
public final class ByteBudget<C> {

  private final long maxBytes;
  private final Map<C, Long> held = new HashMap<>();
  private long total;

  public ByteBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Books what a holder has now.
   *
   * @return who has most, if all have too much together: it is to give up everything, and its entry
   *     is struck off already
   */
  public synchronized Optional<C> set(C holder, long bytes) {
    Long before = bytes == 0 ? held.remove(holder) : held.put(holder, bytes);
    total += bytes - (before == null ? 0 : before);
    if (total <= maxBytes) {
      return Optional.empty();
    }
    Optional<C> greatest =
        held.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    greatest.ifPresent(this::release);
    return greatest;
  }

  /** The holder is gone. */
  public synchronized void release(C holder) {
    Long before = held.remove(holder);
    total -= before == null ? 0 : before;
  }

  synchronized long totalBytes() {
    return total;
  }
}

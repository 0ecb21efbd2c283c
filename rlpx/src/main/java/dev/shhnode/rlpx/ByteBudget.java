// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A bound on the bytes that many holders have in memory together, however they are shared out.
 * Thread-safe.
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
   * Sets how many bytes a holder has now.
   *
   * @return if the bound is exceeded, the holder that has most: it has to give up all its bytes,
   *     which are not counted any more
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

  /** Stops counting the bytes of a holder. */
  public synchronized void release(C holder) {
    Long before = held.remove(holder);
    total -= before == null ? 0 : before;
  }

  synchronized long totalBytes() {
    return total;
  }
}

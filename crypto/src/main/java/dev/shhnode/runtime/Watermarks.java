// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A count with two marks: it is exceeded from when it is above the upper one until it is below the
 * lower one. Thread-safe.
 */
final class Watermarks {

  private final long upper;
  private final long lower;
  private final AtomicLong count = new AtomicLong();
  private volatile boolean exceeded;

  Watermarks(long upper, long lower) {
    this.upper = upper;
    this.lower = lower;
  }

  long count() {
    return count.get();
  }

  boolean isExceeded() {
    return exceeded;
  }

  /**
   * Changes the count.
   *
   * @return whether {@link #isExceeded} may answer otherwise than before
   */
  boolean add(long change) {
    return isExceeded(count.addAndGet(change)) != exceeded && adjust();
  }

  private boolean isExceeded(long now) {
    return exceeded ? now >= lower : now > upper;
  }

  /**
   * Reads the count again after it has set what other threads see, for they look at that to know
   * whether they have to come here: one that has changed the count before may have seen nothing to
   * do.
   */
  private synchronized boolean adjust() {
    boolean changed = false;
    while (isExceeded(count.get()) != exceeded) {
      exceeded = !exceeded;
      changed = true;
    }
    return changed;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections together have brought and has not been dealt with. While it is too much none
 * of them is read from; what they have brought is dealt with all the same. Thread-safe.
 */
public final class BackpressureTotal {

  private final long maxBytes;

  /** A little lower, so that not every packet stops and starts the reading of everybody. */
  private final long reliefBytes;

  private final AtomicLong waitingBytes = new AtomicLong();
  private final Set<Backpressure> gauges = ConcurrentHashMap.newKeySet();
  private volatile boolean exceeded;

  /**
   * Begins to measure.
   *
   * @param maxBytes above which nobody is read from, until an eighth of it is dealt with
   */
  public BackpressureTotal(long maxBytes) {
    this.maxBytes = maxBytes;
    this.reliefBytes = maxBytes - maxBytes / 8;
  }

  /** The gauge is told when there is too much, and when no longer. */
  void register(Backpressure gauge) {
    gauges.add(gauge);
  }

  void forget(Backpressure gauge) {
    gauges.remove(gauge);
  }

  void add(long bytes) {
    if (waitingBytes.addAndGet(bytes) > maxBytes && !exceeded) {
      adjust();
    }
  }

  void remove(long bytes) {
    if (waitingBytes.addAndGet(-bytes) < reliefBytes && exceeded) {
      adjust();
    }
  }

  /** Reads the count again under the lock: whoever comes last decides by the latest state. */
  private void adjust() {
    synchronized (this) {
      long waiting = waitingBytes.get();
      boolean now = exceeded ? waiting >= reliefBytes : waiting > maxBytes;
      if (now == exceeded) {
        return;
      }
      exceeded = now;
    }
    gauges.forEach(Backpressure::changed);
  }

  boolean isExceeded() {
    return exceeded;
  }

  /** Bytes that wait to be dealt with. */
  public long waitingBytes() {
    return waitingBytes.get();
  }
}

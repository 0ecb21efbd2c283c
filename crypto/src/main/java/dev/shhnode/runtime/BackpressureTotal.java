// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that have come over all connections together and are not processed yet. While
 * there are too many no connection is read from; what has come is still processed. Thread-safe.
 */
public final class BackpressureTotal {

  private final long maxBytes;

  /**
   * Reading goes on below this. A little lower than the maximum, so that it does not stop and start
   * with every packet.
   */
  private final long reliefBytes;

  private final AtomicLong waitingBytes = new AtomicLong();
  private final Set<Backpressure> gauges = ConcurrentHashMap.newKeySet();
  private volatile boolean exceeded;

  /**
   * Begins to count.
   *
   * @param maxBytes above which no connection is read from, until less than seven eighths of that
   *     wait
   */
  public BackpressureTotal(long maxBytes) {
    this.maxBytes = maxBytes;
    this.reliefBytes = maxBytes - maxBytes / 8;
  }

  /** Tells the gauge from now on when the maximum is exceeded, and when no longer. */
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

  /**
   * Reads the count again under the lock, so that of several threads the last one decides by the
   * latest count.
   */
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

  /** Bytes that wait to be processed. */
  public long waitingBytes() {
    return waitingBytes.get();
  }
}

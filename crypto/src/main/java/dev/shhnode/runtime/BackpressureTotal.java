// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the bytes that have come over all connections together and are not processed yet. While
 * there are too many no connection is read from; what has come is still processed. Thread-safe.
 */
public final class BackpressureTotal {

  /**
   * Bytes that wait. Reading goes on a little below the maximum, so that it does not stop and start
   * with every packet.
   */
  private final Watermarks waiting;

  private final Set<Backpressure> gauges = ConcurrentHashMap.newKeySet();

  /**
   * Begins to count.
   *
   * @param maxBytes above which no connection is read from, until less than seven eighths of that
   *     wait
   */
  public BackpressureTotal(long maxBytes) {
    this.waiting = new Watermarks(maxBytes, maxBytes - maxBytes / 8);
  }

  /** Tells the gauge from now on when the maximum is exceeded, and when no longer. */
  void register(Backpressure gauge) {
    gauges.add(gauge);
  }

  void forget(Backpressure gauge) {
    gauges.remove(gauge);
  }

  void add(long bytes) {
    if (waiting.add(bytes)) {
      gauges.forEach(Backpressure::changed);
    }
  }

  void remove(long bytes) {
    add(-bytes);
  }

  boolean isExceeded() {
    return waiting.isExceeded();
  }

  /** Bytes that wait to be processed. */
  public long waitingBytes() {
    return waiting.count();
  }
}

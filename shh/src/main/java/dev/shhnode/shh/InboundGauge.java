// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures what one connection has brought and has not been dealt with, so that a peer that brings
 * too much fills its own socket and not our memory. Thread-safe.
 */
final class InboundGauge {

  private static final long FULL_ABOVE_BYTES = 2 << 20;
  private static final long FREE_BELOW_BYTES = 1 << 20;

  private final Runnable onChange;
  private final InboundTotal total;
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile boolean full;

  /**
   * @param onChange called when {@link #isFull} or {@link #allowsReading} may answer otherwise than
   *     before; from any thread, must not block
   */
  InboundGauge(Runnable onChange, InboundTotal total) {
    this.onChange = onChange;
    this.total = total;
    total.register(this);
  }

  /** Something waits for the shh loop. */
  void add(long bytes) {
    total.add(bytes);
    if (waitingBytes.addAndGet(bytes) > FULL_ABOVE_BYTES && !full) {
      adjust();
    }
  }

  /** The shh loop has dealt with it. */
  void remove(long bytes) {
    if (waitingBytes.addAndGet(-bytes) < FREE_BELOW_BYTES && full) {
      adjust();
    }
    total.remove(bytes);
  }

  /** A packet waits to be decoded. It counts to the total alone: else it would wait for itself. */
  void addPacket(long bytes) {
    total.add(bytes);
  }

  /** All of it is decoded, or nobody wants it any more. */
  void removePacket(long bytes) {
    total.remove(bytes);
  }

  /** Reads the count again under the lock: whoever comes last decides by the latest state. */
  private void adjust() {
    synchronized (this) {
      long waiting = waitingBytes.get();
      boolean now = full ? waiting >= FREE_BELOW_BYTES : waiting > FULL_ABOVE_BYTES;
      if (now == full) {
        return;
      }
      full = now;
    }
    changed();
  }

  void changed() {
    onChange.run();
  }

  /** Whether so much waits for the shh loop that no more is to be decoded for it. */
  boolean isFull() {
    return full;
  }

  /** Whether more may be read from the connection. */
  boolean allowsReading() {
    return !full && !total.isExceeded();
  }

  /** The connection is gone; what waits will still be dealt with. */
  void close() {
    total.forget(this);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures what one connection has brought and has not been dealt with, so that a peer that brings
 * too much fills its own socket and not our memory. Thread-safe.
 */
public final class Backpressure {

  private final long maxBytes;

  /** Lower, so that reading does not stop and start with every packet. */
  private final long reliefBytes;

  private final Runnable onChange;
  private final BackpressureTotal total;
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile boolean full;

  /**
   * Begins to measure.
   *
   * @param maxBytes above which nothing more is taken, until half of it is dealt with
   * @param total what all connections have brought together
   * @param onChange called when {@link #isFull} or {@link #allowsReading} may answer otherwise than
   *     before; from any thread, must not block
   */
  public Backpressure(long maxBytes, BackpressureTotal total, Runnable onChange) {
    this.maxBytes = maxBytes;
    this.reliefBytes = maxBytes / 2;
    this.onChange = onChange;
    this.total = total;
    total.register(this);
  }

  /** Something waits to be dealt with. */
  public void add(long bytes) {
    total.add(bytes);
    if (waitingBytes.addAndGet(bytes) > maxBytes && !full) {
      adjust();
    }
  }

  /** It has been dealt with. */
  public void remove(long bytes) {
    if (waitingBytes.addAndGet(-bytes) < reliefBytes && full) {
      adjust();
    }
    total.remove(bytes);
  }

  /** A packet waits to be decoded. It counts to the total alone: else it would wait for itself. */
  public void addPacket(long bytes) {
    total.add(bytes);
  }

  /** All of it is decoded, or nobody wants it any more. */
  public void removePacket(long bytes) {
    total.remove(bytes);
  }

  /** Reads the count again under the lock: whoever comes last decides by the latest state. */
  private void adjust() {
    synchronized (this) {
      long waiting = waitingBytes.get();
      boolean now = full ? waiting >= reliefBytes : waiting > maxBytes;
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

  /** Whether so much waits that nothing more of this connection is to be decoded. */
  public boolean isFull() {
    return full;
  }

  /** Whether more may be read from the connection. */
  public boolean allowsReading() {
    return !full && !total.isExceeded();
  }

  /** The connection is gone; what waits will still be dealt with. */
  public void close() {
    total.forget(this);
  }
}

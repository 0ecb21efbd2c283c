// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that have come over one connection and are not processed yet. While there are
 * too many of them the connection is not read from, so further bytes wait in its socket and not in
 * our memory. Thread-safe.
 */
public final class Backpressure {

  private final long maxBytes;

  /**
   * Reading goes on below this. Half the maximum, so that it does not stop and start with every
   * packet.
   */
  private final long reliefBytes;

  private final Runnable onChange;
  private final BackpressureTotal total;
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile boolean full;

  /**
   * Begins to count.
   *
   * @param maxBytes above which the connection is not read from, until less than half of that waits
   * @param total the count of all connections together
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

  /** Counts bytes that wait to be processed. */
  public void add(long bytes) {
    total.add(bytes);
    if (waitingBytes.addAndGet(bytes) > maxBytes && !full) {
      adjust();
    }
  }

  /** Takes off bytes that have been processed. */
  public void remove(long bytes) {
    if (waitingBytes.addAndGet(-bytes) < reliefBytes && full) {
      adjust();
    }
    total.remove(bytes);
  }

  /**
   * Counts a packet that waits to be decoded, in the total only: a packet that made its own
   * connection full would never be decoded.
   */
  public void addPacket(long bytes) {
    total.add(bytes);
  }

  /** Takes off a packet that is decoded or dropped. */
  public void removePacket(long bytes) {
    total.remove(bytes);
  }

  /**
   * Reads the count again under the lock, so that of several threads the last one decides by the
   * latest count.
   */
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

  /** The connection is closed. What still waits is counted in the total until it is removed. */
  public void close() {
    total.forget(this);
  }
}

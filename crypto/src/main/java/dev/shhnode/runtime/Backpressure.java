// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

/**
 * Counts the bytes that have come over one connection and are not processed yet. While there are
 * too many of them the connection is not read from, so further bytes wait in its socket and not in
 * our memory. Thread-safe.
 */
public final class Backpressure {

  /**
   * Bytes that wait. Reading goes on below half the maximum, so that it does not stop and start
   * with every packet.
   */
  private final Watermarks waiting;

  private final Runnable onChange;
  private final BackpressureTotal total;

  /**
   * Begins to count.
   *
   * @param maxBytes above which the connection is not read from, until less than half of that waits
   * @param total the count of all connections together
   * @param onChange called when {@link #isFull} or {@link #allowsReading} may answer otherwise than
   *     before; from any thread, must not block
   */
  public Backpressure(long maxBytes, BackpressureTotal total, Runnable onChange) {
    this.waiting = new Watermarks(maxBytes, maxBytes / 2);
    this.onChange = onChange;
    this.total = total;
    total.register(this);
  }

  /** Counts bytes that wait to be processed. */
  public void add(long bytes) {
    total.add(bytes);
    count(bytes);
  }

  /** Takes off bytes that have been processed. */
  public void remove(long bytes) {
    count(-bytes);
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

  private void count(long bytes) {
    if (waiting.add(bytes)) {
      changed();
    }
  }

  void changed() {
    onChange.run();
  }

  /** Whether so much waits that nothing more of this connection is to be decoded. */
  public boolean isFull() {
    return waiting.isExceeded();
  }

  /** Whether more may be read from the connection. */
  public boolean allowsReading() {
    return !isFull() && !total.isExceeded();
  }

  /** The connection is closed. What still waits is counted in the total until it is removed. */
  public void close() {
    total.forget(this);
  }
}

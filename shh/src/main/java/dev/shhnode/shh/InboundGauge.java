// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops reading from a connection while too much of what it brought waits for the shh loop, or it
 * brings more while too much of all connections waits, so that a peer fills its own socket and not
 * our memory. Thread-safe.
 */
final class InboundGauge {

  private static final long PAUSE_ABOVE_BYTES = 2 << 20;
  private static final long RESUME_BELOW_BYTES = 1 << 20;

  private final Runnable pauseReading;
  private final Runnable resumeReading;
  private final InboundTotal total;
  private final AtomicLong waitingBytes = new AtomicLong();
  private boolean paused;

  InboundGauge(Runnable pauseReading, Runnable resumeReading, InboundTotal total) {
    this.pauseReading = pauseReading;
    this.resumeReading = resumeReading;
    this.total = total;
  }

  void add(int bytes) {
    total.add(bytes);
    if (waitingBytes.addAndGet(bytes) > PAUSE_ABOVE_BYTES || total.isExceeded()) {
      adjust();
    }
  }

  void remove(int bytes) {
    long now = waitingBytes.addAndGet(-bytes);
    if (now < RESUME_BELOW_BYTES && now + bytes >= RESUME_BELOW_BYTES) {
      adjust();
    }
    total.remove(bytes);
  }

  /** Reads the counts again under the lock: whoever comes last decides by the latest state. */
  synchronized void adjust() {
    if (!paused && (waitingBytes.get() > PAUSE_ABOVE_BYTES || total.isExceeded())) {
      paused = true;
      pauseReading.run();
      total.waitForRelief(this);
    }
    // Also just after pausing: relief that came before this waited for it told nobody.
    if (paused && waitingBytes.get() < RESUME_BELOW_BYTES && total.isRelieved()) {
      paused = false;
      total.forget(this);
      resumeReading.run();
    }
  }
}

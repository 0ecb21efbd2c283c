// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.rlpx.PeerConnection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops reading from a connection while too much of what it brought waits for the shh loop, so that
 * a peer fills its own socket and not our memory. Thread-safe.
 */
final class InboundGauge {

  private static final long PAUSE_ABOVE_BYTES = 2 << 20;
  private static final long RESUME_BELOW_BYTES = 1 << 20;

  private final PeerConnection connection;
  private final AtomicLong waitingBytes = new AtomicLong();
  private boolean paused;

  InboundGauge(PeerConnection connection) {
    this.connection = connection;
  }

  void add(int bytes) {
    if (waitingBytes.addAndGet(bytes) > PAUSE_ABOVE_BYTES) {
      adjust();
    }
  }

  void remove(int bytes) {
    long now = waitingBytes.addAndGet(-bytes);
    if (now < RESUME_BELOW_BYTES && now + bytes >= RESUME_BELOW_BYTES) {
      adjust();
    }
  }

  /** Reads the count again under the lock: whoever comes last decides by the latest state. */
  private synchronized void adjust() {
    long waiting = waitingBytes.get();
    if (!paused && waiting > PAUSE_ABOVE_BYTES) {
      paused = true;
      connection.pauseReading();
    } else if (paused && waiting < RESUME_BELOW_BYTES) {
      paused = false;
      connection.resumeReading();
    }
  }
}

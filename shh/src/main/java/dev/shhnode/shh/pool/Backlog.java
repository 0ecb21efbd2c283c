// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import dev.shhnode.runtime.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Has those who bring envelopes wait while others have yet to take them, with a patience that is
 * used up by waiting and comes back while nobody waits: a peer that reads slowly for ever cannot
 * slow down everybody. Belongs to the shh loop.
 */
final class Backlog {

  /**
   * Ours: enough for a peer that is busy for a while, far below the 20 s after which geth gives up
   * one that does not read.
   */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Ours: so many seconds without waiting give back one. */
  static final int RECOVERY = 4;

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private long patienceNanos = PATIENCE.toNanos();
  private boolean backedUp;
  private @Nullable Moment lastUpdate;

  void whenRelieved(Runnable task) {
    waiting.add(task);
  }

  /** Says how it is now. */
  void update(boolean nowBackedUp, Moment now) {
    long passed = lastUpdate == null ? 0 : Math.max(0, now.nanos() - lastUpdate.nanos());
    patienceNanos += backedUp ? -passed : passed / RECOVERY;
    patienceNanos = Math.max(0, Math.min(PATIENCE.toNanos(), patienceNanos));
    lastUpdate = now;
    backedUp = nowBackedUp;
    if (!nowBackedUp) {
      while (!waiting.isEmpty()) {
        waiting.remove().run();
      }
    }
  }

  boolean isPatienceOver() {
    return patienceNanos == 0;
  }
}

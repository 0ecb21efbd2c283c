// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets the same line be logged once a minute, so that a node that redials does not fill the log.
 * Thread-safe.
 */
final class LogThrottle {

  private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  /** Ours: lines remembered. With more of them, the same line may be logged more often. */
  static final int MAX_REMEMBERED = 1_000;

  private final Map<String, Long> lastLogged =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * Whether to log a line now.
   *
   * @param line what has to be equal for the line to count as the same
   * @param now reading of a monotonic clock, in nanoseconds
   */
  synchronized boolean allows(String line, long now) {
    Long last = lastLogged.get(line);
    if (last != null && now - last < INTERVAL_NANOS) {
      return false;
    }
    lastLogged.remove(line);
    lastLogged.put(line, now);
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcListener;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why clients were refused or cut off, one line a second at most, and has each counted.
 * Thread-safe.
 */
final class RefusalLog {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  private static final long INTERVAL_NANOS = 1_000_000_000;

  /** Ours: most characters of a text of the client; longer than any honest origin or host. */
  private static final int MAX_LENGTH = 100;

  private final LongSupplier clock;
  private final RpcListener listener;
  private long lastLogged;
  private long suppressed;
  private boolean used;

  /**
   * Makes a log.
   *
   * @param clock a monotonic one, in nanoseconds
   * @param listener told of every refusal
   */
  RefusalLog(LongSupplier clock, RpcListener listener) {
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Logs a refusal, or adds it to the number that the next line tells.
   *
   * @param drop which bound or rule is the reason
   * @param why in our words
   * @param text the client's, which is escaped and cut
   */
  void refused(RpcDrop drop, String why, String text) {
    listener.onDropped(drop);
    log(why, text);
  }

  /** Has something counted that is not worth a line, as no client is refused for it. */
  void counted(RpcDrop drop) {
    listener.onDropped(drop);
  }

  private synchronized void log(String why, String text) {
    long now = clock.getAsLong();
    if (used && now - lastLogged < INTERVAL_NANOS) {
      suppressed++;
      return;
    }
    LOG.info("{} \"{}\" ({} lines like this suppressed)", why, printable(text), suppressed);
    used = true;
    lastLogged = now;
    suppressed = 0;
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(MAX_LENGTH)
        .forEach(c -> out.appendCodePoint(c >= ' ' && c < 0x7f && c != '"' ? c : '?'));
    return text.length() > MAX_LENGTH ? out.append("...").toString() : out.toString();
  }
}

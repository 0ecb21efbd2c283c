// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections together have brought and the shh loop has not dealt with. Who brings more
 * while there is too much is not read from until there is less. Thread-safe.
 */
final class InboundTotal {

  /** Ours: an {@link InboundGauge}'s bound times a dozen busy peers, and less on a small heap. */
  private static final long DEFAULT_MAX_BYTES =
      Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16);

  private final long maxBytes;

  /** A little lower, so that not every packet stops and starts the reading of everybody. */
  private final long reliefBytes;

  private final AtomicLong waitingBytes = new AtomicLong();
  private final Set<InboundGauge> paused = ConcurrentHashMap.newKeySet();

  InboundTotal() {
    this(DEFAULT_MAX_BYTES);
  }

  InboundTotal(long maxBytes) {
    this.maxBytes = maxBytes;
    this.reliefBytes = maxBytes - maxBytes / 8;
  }

  void add(int bytes) {
    waitingBytes.addAndGet(bytes);
  }

  void remove(int bytes) {
    long now = waitingBytes.addAndGet(-bytes);
    if (now < reliefBytes && now + bytes >= reliefBytes) {
      paused.forEach(InboundGauge::adjust);
    }
  }

  boolean isExceeded() {
    return waitingBytes.get() > maxBytes;
  }

  boolean isRelieved() {
    return waitingBytes.get() < reliefBytes;
  }

  /** The gauge is to look again when there is less. */
  void waitForRelief(InboundGauge gauge) {
    paused.add(gauge);
  }

  void forget(InboundGauge gauge) {
    paused.remove(gauge);
  }

  long waitingBytes() {
    return waitingBytes.get();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How fast each kernel has been so far, learnt from ranges searched to their end. To be shared by
 * all searches of a process. Thread-safe.
 */
final class KernelRates {

  /** Ranges of fewer nonces are not measured, as the clock is too coarse. */
  private static final int MIN_SAMPLE = 100;

  private final LongSupplier nanoClock;

  // Guarded by this. Nanoseconds a nonce by kind, the least of all ranges: interruptions and code
  // that is not compiled yet can only make a range slower.
  private final Map<KernelKind, Double> nanosPerNonce = new EnumMap<>(KernelKind.class);

  private volatile KernelKind fastest = KernelKind.SCALAR;

  /**
   * @param nanoClock monotonic
   */
  KernelRates(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The fastest kernel of those measured, {@link KernelKind#SCALAR} before any was. */
  KernelKind fastest() {
    return fastest;
  }

  /** Makes a kernel, which measures what it measures by the same clock. */
  NonceKernel make(KernelKind kind, NonceBlock block) {
    return kind.of(block, nanoClock);
  }

  /**
   * Searches a range and takes note of how long it took.
   *
   * @param kernel of that kind
   * @return what the kernel does
   */
  int search(KernelKind kind, NonceKernel kernel, long from, int count, int bits) {
    long begin = nanoClock.getAsLong();
    int offset = kernel.search(from, count, bits);
    if (offset == NonceKernel.NONE) {
      record(kind, count, nanoClock.getAsLong() - begin);
    }
    return offset;
  }

  /** Takes note of a range that was searched to its end. */
  synchronized void record(KernelKind kind, int nonces, long nanos) {
    if (nonces >= MIN_SAMPLE) {
      nanosPerNonce.merge(kind, (double) nanos / nonces, Math::min);
      fastest = Collections.min(nanosPerNonce.entrySet(), Map.Entry.comparingByValue()).getKey();
    }
  }
}

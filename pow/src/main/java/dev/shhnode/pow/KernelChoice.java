// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.function.LongSupplier;

/**
 * Which kernel to use, learnt from the chunks of running searches: whether {@link WideKernel} is
 * the faster one depends on processor and virtual machine, and on what is compiled by now. To be
 * shared by all searches of a process. Thread-safe.
 */
final class KernelChoice {

  /** Turns in which both kernels have an equal share, enough for the compiler to be done. */
  private static final int EVEN_TURNS = 128;

  /** Thereafter the slower one has every so many'th turn, in case it was compiled late. */
  private static final int TURNS_PER_TRIAL = 128;

  /** Nonces below which the clock is too coarse. */
  private static final int MIN_SAMPLE = 1_024;

  private final LongSupplier nanoClock;

  // Guarded by this. The least time a nonce took in any chunk: being interrupted, or not compiled
  // yet, only ever adds.
  private double scalarNanos = Double.POSITIVE_INFINITY;
  private double wideNanos = Double.POSITIVE_INFINITY;
  private long turns;

  /**
   * @param nanoClock monotonic
   */
  KernelChoice(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** A kernel that uses the faster one for every range anew. */
  NonceKernel kernelFor(NonceBlock block) {
    return block.isSingle() ? new ChoosingKernel(this, block) : new ScalarKernel(block);
  }

  long nanoTime() {
    return nanoClock.getAsLong();
  }

  /**
   * Whether the wide kernel is to search the next range.
   *
   * @param large whether the search is large enough to pay for warming the wide kernel up
   */
  synchronized boolean isWideNext(boolean large) {
    boolean wideIsFaster = wideNanos < scalarNanos;
    if (!large && !wideIsFaster) {
      return false;
    }
    turns++;
    boolean slowerOnesTurn = turns <= EVEN_TURNS ? turns % 2 == 0 : turns % TURNS_PER_TRIAL == 0;
    return wideIsFaster != slowerOnesTurn;
  }

  /** Takes note of a range that was searched to its end. */
  synchronized void record(boolean wide, int nonces, long nanos) {
    if (nonces < MIN_SAMPLE) {
      return;
    }
    double nanosPerNonce = (double) nanos / nonces;
    if (wide) {
      wideNanos = Math.min(wideNanos, nanosPerNonce);
    } else {
      scalarNanos = Math.min(scalarNanos, nanosPerNonce);
    }
  }
}

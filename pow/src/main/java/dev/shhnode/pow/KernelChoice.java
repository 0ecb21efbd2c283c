// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.function.LongSupplier;

/**
 * Which kernel to use, learnt from the chunks of running searches: whether {@link
 * dev.shhnode.crypto.keccak.WideKeccakF} is faster than one permutation after the other depends on
 * processor and virtual machine, and on what is compiled by now. To be shared by all searches of a
 * process, or by all who hash what has come. Thread-safe.
 */
public final class KernelChoice {

  /** The first turns are shared out equally; after so many the JIT compiler is done. */
  private static final int EVEN_TURNS = 128;

  /** After those, the slower kernel gets one turn in so many, in case it was compiled late. */
  private static final int TURNS_PER_TRIAL = 128;

  /** Ranges of fewer nonces are not measured, as the clock is too coarse. */
  private static final int MIN_SAMPLE = 1_024;

  private final LongSupplier nanoClock;

  // Guarded by this. Nanoseconds a nonce, the least of all chunks: interruptions and code that is
  // not compiled yet can only make a chunk slower.
  private double scalarNanos = Double.POSITIVE_INFINITY;
  private double wideNanos = Double.POSITIVE_INFINITY;
  private long turns;

  /**
   * @param nanoClock monotonic
   */
  public KernelChoice(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** A reading of the clock. */
  public long nanoTime() {
    return nanoClock.getAsLong();
  }

  /**
   * Whether the wide kernel is to search the next range.
   *
   * @param large whether the search is large enough to pay for warming the wide kernel up
   */
  public synchronized boolean isWideNext(boolean large) {
    boolean wideIsFaster = wideNanos < scalarNanos;
    if (!large && !wideIsFaster) {
      return false;
    }
    turns++;
    boolean slowerOnesTurn = turns <= EVEN_TURNS ? turns % 2 == 0 : turns % TURNS_PER_TRIAL == 0;
    return wideIsFaster != slowerOnesTurn;
  }

  /**
   * Takes note of a range that was searched to its end.
   *
   * @param nonces how many, or how many permutations of other hashing
   */
  public synchronized void record(boolean wide, int nonces, long nanos) {
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

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.function.LongSupplier;

/**
 * Whether to hash many texts abreast, learnt from those hashed so far: whether {@link
 * dev.shhnode.crypto.keccak.WideKeccakF} is faster than one permutation after the other depends on
 * processor and virtual machine, and on what is compiled by now. To be shared by all who hash what
 * has come. Searches of nonces have {@link KernelRates}. Thread-safe.
 */
public final class KernelChoice {

  /** The first turns are shared out equally; after so many the JIT compiler is done. */
  private static final int EVEN_TURNS = 128;

  /** After those, the slower way gets one turn in so many, in case it was compiled late. */
  private static final int TURNS_PER_TRIAL = 128;

  /** Fewer permutations are not measured, as the clock is too coarse. */
  private static final int MIN_SAMPLE = 512;

  private final LongSupplier nanoClock;

  // Guarded by this. Nanoseconds a permutation, the least of all turns: interruptions and code that
  // is not compiled yet can only make a turn slower.
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

  /** Whether the next texts are to be hashed abreast. */
  public synchronized boolean isWideNext() {
    turns++;
    boolean wideIsFaster = wideNanos < scalarNanos;
    boolean slowerOnesTurn = turns <= EVEN_TURNS ? turns % 2 == 0 : turns % TURNS_PER_TRIAL == 0;
    return wideIsFaster != slowerOnesTurn;
  }

  /**
   * Takes note of texts that were hashed.
   *
   * @param permutations how many that took
   */
  public synchronized void record(boolean wide, int permutations, long nanos) {
    if (permutations < MIN_SAMPLE) {
      return;
    }
    double nanosEach = (double) nanos / permutations;
    if (wide) {
      wideNanos = Math.min(wideNanos, nanosEach);
    } else {
      scalarNanos = Math.min(scalarNanos, nanosEach);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * From how many states on vectors permute them faster than one permutation after the other does:
 * that depends on processor and virtual machine. Thread-safe.
 *
 * <p>Vectors are not used before they are compiled, as each of them is an object until then and a
 * permutation takes a thousand times as long. They are compiled aside, when so much has been done
 * without them that it would have paid; and should HotSpot ever throw away what it has compiled,
 * that begins anew.
 */
public final class VectorChoice {

  /** What {@link #fewest} says while vectors are not used. */
  static final int NEVER = Integer.MAX_VALUE;

  /** One state is never permuted faster by vectors. */
  private static final int FEWEST = 2;

  /** So many permutations take as long as it takes to have the vectors compiled. */
  private static final long WORTH_COMPILING = 1 << 20;

  /** After so long it is given up: something does not let them be compiled. */
  private static final long PATIENCE_NANOS = 2_000_000_000;

  /** Calls that are measured together. */
  private static final int SAMPLE = 16;

  /** Samples of each way that are measured once vectors are the faster one. */
  private static final int SAMPLES = 50;

  /** A call that takes so many times longer than it did is of vectors that are not compiled. */
  private static final int FAR_TOO_LONG = 30;

  /** How often in a row: the processor may have been away for others. */
  private static final int IN_A_ROW = 3;

  private final Executor executor;
  private final LongSupplier nanoClock;
  private final Supplier<Optional<VectorPermutation>> source;

  private volatile int fewest = NEVER;
  private volatile @Nullable VectorPermutation permutation;

  // Guarded by this.
  private long missed;
  private boolean underWay;
  private double callNanos;
  private int tooLong;

  /**
   * @param executor compiles and measures: a task of about half a second, of two where vectors are
   *     slower; once unless what was compiled is lost
   * @param nanoClock monotonic
   */
  public VectorChoice(Executor executor, LongSupplier nanoClock) {
    this(executor, nanoClock, VectorModule::permutation);
  }

  VectorChoice(
      Executor executor, LongSupplier nanoClock, Supplier<Optional<VectorPermutation>> source) {
    this.executor = executor;
    this.nanoClock = nanoClock;
    this.source = source;
  }

  long nanoTime() {
    return nanoClock.getAsLong();
  }

  /** From how many states on vectors are to be used, or {@link #NEVER}. */
  int fewest() {
    return fewest;
  }

  /**
   * The permutation by vectors.
   *
   * @throws IllegalStateException if {@link #fewest} has never been other than {@link #NEVER}
   */
  VectorPermutation permutation() {
    if (permutation == null) {
      throw new IllegalStateException("no vectors are known");
    }
    return permutation;
  }

  /** Takes note of permutations that were done one after the other. */
  void doneWithout(int tasks, long permutations) {
    if (tasks >= FEWEST && fewest == NEVER && isDue(permutations)) {
      try {
        executor.execute(this::compile);
      } catch (RejectedExecutionException closed) {
        // Whoever closes it does not want tasks to be done faster either.
      }
    }
  }

  private synchronized boolean isDue(long permutations) {
    missed += permutations;
    boolean due = missed >= WORTH_COMPILING && !underWay;
    underWay |= due;
    return due;
  }

  /** Takes note of how long calls of the vectors took, with all that was done between them. */
  synchronized void done(int calls, long nanos) {
    if (calls == 0 || fewest == NEVER) {
      return;
    }
    if (nanos <= calls * callNanos * FAR_TOO_LONG) {
      tooLong = 0;
    } else if (++tooLong == IN_A_ROW) {
      fewest = NEVER;
      missed = 0;
      underWay = false;
      tooLong = 0;
    }
  }

  /** Where there is nothing to compile, or it is not faster, it stays under way for ever. */
  private void compile() {
    source.get().ifPresent(this::compile);
  }

  private void compile(VectorPermutation found) {
    VectorStates vectors = new VectorStates(found);
    long[][] states = new long[vectors.abreast()][KeccakF.LANES];
    double scalar = Double.POSITIVE_INFINITY;
    double byVectors = Double.POSITIVE_INFINITY;
    long begin = nanoTime();
    int samples = 0;
    while (samples < SAMPLES && nanoTime() - begin < PATIENCE_NANOS) {
      scalar = Math.min(scalar, nanosOf(() -> KeccakF.permute(states[0])));
      byVectors = Math.min(byVectors, nanosOf(() -> vectors.permute(states, 0, states.length)));
      if (byVectors < scalar * states.length) {
        samples++;
      }
    }
    if (samples == SAMPLES) {
      use(found, byVectors, (int) (byVectors / scalar) + 1);
    }
  }

  private double nanosOf(Runnable call) {
    long begin = nanoTime();
    for (int i = 0; i < SAMPLE; i++) {
      call.run();
    }
    return (double) (nanoTime() - begin) / SAMPLE;
  }

  private synchronized void use(VectorPermutation found, double nanos, int from) {
    permutation = found;
    callNanos = nanos;
    fewest = Math.max(from, FEWEST);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.VectorModule;
import dev.shhnode.crypto.keccak.WideKeccakF;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Has a kernel compiled and measured beside the first searches that are large enough for it to pay,
 * some milliseconds at a time: one that is not compiled yet takes ten times as long as the scalar
 * kernel, or a thousand times. Thread-safe.
 */
final class KernelWarmUp {

  private static final long SLICE_NANOS = 2_000_000;

  private static final int RANGES_PER_SLICE = 256;

  /** Nonces of a range, few as a kernel that is not compiled takes milliseconds for them. */
  private static final int RANGE = WideKeccakF.ABREAST;

  /** After so many nonces the JIT compiler is done with a kernel. */
  private static final int NONCES = 1 << 20;

  /** After so long it is given up: something does not let it be compiled. */
  private static final long KERNEL_NANOS = 2_000_000_000;

  private static final int HOPELESS_BITS = 63;
  private static final NonceBlock BLOCK = NonceBlock.of(PowRule.EIP_627, Bytes.wrap(new byte[64]));

  private final KernelKind kind;
  private final Executor executor;
  private final BooleanSupplier wanted;
  private final KernelRates rates;
  private final LongSupplier nanoClock;
  private final AtomicBoolean running = new AtomicBoolean();

  // Belong to the slice that runs.
  private @Nullable NonceKernel kernel;
  private long tried;
  private long nanos;

  /**
   * @param kind which kernel
   * @param executor runs the slices one after the other
   * @param wanted whether a search is under way; else the rest is left for the next
   * @param rates told how fast it is
   * @param nanoClock monotonic
   */
  KernelWarmUp(
      KernelKind kind,
      Executor executor,
      BooleanSupplier wanted,
      KernelRates rates,
      LongSupplier nanoClock) {
    this.kind = kind;
    this.executor = executor;
    this.wanted = wanted;
    this.rates = rates;
    this.nanoClock = nanoClock;
  }

  /** Goes on with it, if it is neither under way nor over. */
  void start() {
    if (running.compareAndSet(false, true)) {
      execute();
    }
  }

  private void execute() {
    try {
      executor.execute(this::next);
    } catch (RejectedExecutionException closed) {
      // The searches fail by the same, and tell their callers.
    }
  }

  private void next() {
    if (isOver()) {
      // It stays under way, so that it does not begin again.
      return;
    }
    if (!wanted.getAsBoolean()) {
      running.set(false);
      // A search that came just before may have found it under way.
      if (wanted.getAsBoolean()) {
        start();
      }
      return;
    }
    slice();
    execute();
  }

  private boolean isOver() {
    return tried >= NONCES
        || nanos >= KERNEL_NANOS
        || (kind == KernelKind.VECTOR && VectorModule.permutation().isEmpty());
  }

  private void slice() {
    NonceKernel warmed = kernel == null ? kind.of(BLOCK, nanoClock) : kernel;
    kernel = warmed;
    long begin = nanoClock.getAsLong();
    long passed = 0;
    for (int i = 0; i < RANGES_PER_SLICE && passed < SLICE_NANOS; i++) {
      rates.search(kind, warmed, tried, RANGE, HOPELESS_BITS);
      tried += RANGE;
      passed = nanoClock.getAsLong() - begin;
    }
    nanos += passed;
  }
}

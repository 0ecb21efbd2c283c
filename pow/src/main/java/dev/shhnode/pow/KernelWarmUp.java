// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.WideKeccakF;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;

/**
 * Has a kernel compiled and measured beside the first search that is large enough for it to pay,
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
  private final KernelRates rates;
  private final LongSupplier nanoClock;
  private final AtomicBoolean started = new AtomicBoolean();

  /**
   * @param kind which kernel
   * @param executor runs the slices one after the other
   * @param rates told how fast it is
   * @param nanoClock monotonic
   */
  KernelWarmUp(KernelKind kind, Executor executor, KernelRates rates, LongSupplier nanoClock) {
    this.kind = kind;
    this.executor = executor;
    this.rates = rates;
    this.nanoClock = nanoClock;
  }

  /** Starts it, the first time. */
  void start() {
    if (!started.getAndSet(true)) {
      execute(this::first);
    }
  }

  private void execute(Runnable slice) {
    try {
      executor.execute(slice);
    } catch (RejectedExecutionException closed) {
      // The searches fail by the same, and tell their callers.
    }
  }

  private void first() {
    if (kind != KernelKind.VECTOR || VectorModule.isUsable()) {
      new Trial(kind.of(BLOCK)).next();
    }
  }

  /** The kernel under way. Used by one slice at a time. */
  private final class Trial {
    private final NonceKernel kernel;
    private long tried;
    private long nanos;

    Trial(NonceKernel kernel) {
      this.kernel = kernel;
    }

    void next() {
      slice();
      if (tried < NONCES && nanos < KERNEL_NANOS) {
        execute(this::next);
      }
    }

    private void slice() {
      long begin = nanoClock.getAsLong();
      long passed = 0;
      for (int i = 0; i < RANGES_PER_SLICE && passed < SLICE_NANOS; i++) {
        rates.search(kind, kernel, tried, RANGE, HOPELESS_BITS);
        tried += RANGE;
        passed = nanoClock.getAsLong() - begin;
      }
      nanos += passed;
    }
  }
}

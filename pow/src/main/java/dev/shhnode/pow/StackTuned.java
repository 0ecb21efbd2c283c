// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.LongSupplier;

/**
 * Calls a kernel with the stack so much deeper that it is fastest. The vectors for which its
 * compiled code has no register lie on the stack, whose frames HotSpot aligns to 16 bytes only:
 * where they cross the borders of cache lines, a search is slower by a quarter to a third, for as
 * long as the methods that lead to it stay as they are. So now and then some ranges are searched at
 * different depths, and the others at the one that was fastest. Not thread-safe; belongs to one
 * worker.
 */
final class StackTuned implements NonceKernel {

  /** From the beginning of a trial of all depths until the next. */
  private static final int RANGES_PER_TRIAL = 1_024;

  /** How often a method calls itself; by twos, as HotSpot puts one call into another. */
  private static final int[] CALLS = {0, 2, 4, 6};

  private static final int DEPTHS = CALLS.length * CALLS.length;

  private final NonceKernel kernel;

  /**
   * {@link NonceKernel#search}, by a handle that is no constant: HotSpot puts no such method into
   * its caller, whose frame would be as large as that of the kernel then, whatever else is in it.
   */
  private final MethodHandle search = methodOfKernels();

  private final LongSupplier nanoClock;

  // All are equal, which the compiler does not know.
  private final long kept1;
  private final long kept2;
  private final long kept3;
  private final long kept4;

  private int rangesSinceTrial;
  private int fastest;
  private double leastNanosPerNonce;

  // The range that is being searched.
  private long from;
  private int count;
  private int bits;

  /**
   * @param nanoClock monotonic
   */
  StackTuned(NonceKernel kernel, LongSupplier nanoClock) {
    this.kernel = kernel;
    this.nanoClock = nanoClock;
    long any = nanoClock.getAsLong();
    kept1 = any;
    kept2 = any;
    kept3 = any;
    kept4 = any;
  }

  @Override
  public int search(long from, int count, int bits) {
    this.from = from;
    this.count = count;
    this.bits = bits;
    if (rangesSinceTrial == 0) {
      leastNanosPerNonce = Double.POSITIVE_INFINITY;
    }
    boolean trial = rangesSinceTrial < DEPTHS;
    int depth = trial ? rangesSinceTrial : fastest;
    rangesSinceTrial = (rangesSinceTrial + 1) % RANGES_PER_TRIAL;
    long begin = trial ? nanoClock.getAsLong() : 0;
    // One call for both: where the stack ends by another way is another depth.
    int offset = searchAt(depth);
    if (trial && offset == NONE) {
      compare(depth, (double) (nanoClock.getAsLong() - begin) / count);
    }
    return offset;
  }

  private void compare(int depth, double nanosPerNonce) {
    if (nanosPerNonce < leastNanosPerNonce) {
      leastNanosPerNonce = nanosPerNonce;
      fastest = depth;
    }
  }

  private int searchAt(int depth) {
    int calls = CALLS[depth % CALLS.length];
    return muchDeeper(CALLS[depth / CALLS.length], calls, kept1, kept2, kept3, kept4);
  }

  /**
   * A frame that holds four numbers until the call returns, so that it is larger by 16 bytes than
   * the other. It is the outer one: should HotSpot put the other into it, it is no smaller.
   */
  private int muchDeeper(int calls, int smaller, long a, long b, long c, long d) {
    return calls == 0
        ? deeper(smaller, kept1, kept2)
        : (int) (muchDeeper(calls - 1, smaller, a, b, c, d) ^ a ^ b ^ c ^ d);
  }

  /** A frame that holds two. */
  private int deeper(int calls, long a, long b) {
    return calls == 0 ? callKernel() : (int) (deeper(calls - 1, a, b) ^ a ^ b);
  }

  private int callKernel() {
    try {
      return (int) search.invokeExact(kernel, from, count, bits);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("kernels declare no exceptions", e);
    }
  }

  private static MethodHandle methodOfKernels() {
    try {
      MethodType type = MethodType.methodType(int.class, long.class, int.class, int.class);
      return MethodHandles.lookup().findVirtual(NonceKernel.class, "search", type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("an interface without its method", e);
    }
  }

  @Override
  public int zeroBits(long nonce) {
    return kernel.zeroBits(nonce);
  }
}

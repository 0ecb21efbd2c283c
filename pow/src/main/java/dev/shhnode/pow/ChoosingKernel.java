// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

/**
 * Searches each range with the kernel that is faster by what was measured so far, and measures it.
 * Not thread-safe; belongs to one worker.
 */
final class ChoosingKernel implements NonceKernel {

  /** Above this target so many nonces are expected that warming up the wide kernel pays. */
  private static final int LARGE_BITS = 16;

  private final KernelChoice choice;
  private final ScalarKernel scalar;
  private final WideKernel wide;

  ChoosingKernel(KernelChoice choice, NonceBlock block) {
    this.choice = choice;
    this.scalar = new ScalarKernel(block);
    this.wide = new WideKernel(block);
  }

  @Override
  public int search(long from, int count, int bits) {
    boolean large = bits > LARGE_BITS || from >>> LARGE_BITS != 0;
    boolean isWide = choice.isWideNext(large);
    NonceKernel kernel = isWide ? wide : scalar;
    long begin = choice.nanoTime();
    int offset = kernel.search(from, count, bits);
    if (offset == NONE) {
      choice.record(isWide, count, choice.nanoTime() - begin);
    }
    return offset;
  }

  @Override
  public int zeroBits(long nonce) {
    return scalar.zeroBits(nonce);
  }
}

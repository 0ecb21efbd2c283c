// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.EnumMap;
import java.util.Map;

/**
 * Searches each range with the kernel that is the fastest by what was measured so far, and measures
 * it. Not thread-safe; belongs to one worker.
 */
final class FastestKernel implements NonceKernel {

  private final KernelRates rates;
  private final NonceBlock block;
  private final ScalarKernel scalar;
  private final Map<KernelKind, NonceKernel> kernels = new EnumMap<>(KernelKind.class);

  private FastestKernel(KernelRates rates, NonceBlock block) {
    this.rates = rates;
    this.block = block;
    this.scalar = new ScalarKernel(block);
    kernels.put(KernelKind.SCALAR, scalar);
  }

  /** The fastest kernel for a text, which only the scalar one can be for some. */
  static NonceKernel of(KernelRates rates, NonceBlock block) {
    return block.isSingle() ? new FastestKernel(rates, block) : new ScalarKernel(block);
  }

  @Override
  public int search(long from, int count, int bits) {
    KernelKind kind = rates.fastest();
    NonceKernel kernel = kernels.computeIfAbsent(kind, made -> rates.make(made, block));
    return rates.search(kind, kernel, from, count, bits);
  }

  @Override
  public int zeroBits(long nonce) {
    return scalar.zeroBits(nonce);
  }
}

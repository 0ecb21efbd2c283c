// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import dev.shhnode.crypto.keccak.VectorModule;
import java.util.function.LongSupplier;

/** The ways to try nonces. Which is fastest depends on processor and virtual machine. */
enum KernelKind {
  /** {@link ScalarKernel}. */
  SCALAR {
    @Override
    NonceKernel of(NonceBlock block, LongSupplier nanoClock) {
      return new ScalarKernel(block);
    }
  },
  /** {@link WideKernel}. */
  WIDE {
    @Override
    NonceKernel of(NonceBlock block, LongSupplier nanoClock) {
      return new WideKernel(block);
    }
  },
  /** {@link VectorKernel}, to be made only where {@link VectorModule} has a permutation. */
  VECTOR {
    @Override
    NonceKernel of(NonceBlock block, LongSupplier nanoClock) {
      return new StackTuned(
          new VectorKernel(VectorModule.permutation().orElseThrow(), block), nanoClock);
    }
  };

  /**
   * Makes a kernel.
   *
   * @param block whose nonces take one permutation each, unless this is {@link #SCALAR}
   * @param nanoClock monotonic
   */
  abstract NonceKernel of(NonceBlock block, LongSupplier nanoClock);
}

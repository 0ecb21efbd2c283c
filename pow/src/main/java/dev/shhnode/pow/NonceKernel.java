// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

/**
 * The inner loop of a nonce search over one envelope. Not thread-safe: each worker has its own.
 *
 * <p>Kernels differ in speed only; all find the same.
 */
interface NonceKernel {

  /** No nonce of the range has enough zero bits. */
  int NONE = -1;

  /**
   * Finds the lowest nonce of a range with enough zero bits.
   *
   * @param from first nonce, unsigned
   * @param count how many nonces to try
   * @param bits zero bits wanted, 1 or more
   * @return its distance from {@code from}, or {@link #NONE}
   */
  int search(long from, int count, int bits);

  /** The zero bits that one nonce gives. */
  int zeroBits(long nonce);
}

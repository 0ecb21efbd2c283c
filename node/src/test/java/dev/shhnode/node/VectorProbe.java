// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.crypto.keccak.VectorModule;

/** Prints whether there are vectors for the nonce search in this JVM. */
public final class VectorProbe {

  private VectorProbe() {}

  /** Leaves arguments alone: they are those that the launcher adds. */
  public static void main(String[] args) {
    System.out.println(VectorModule.permutation().isPresent());
  }
}

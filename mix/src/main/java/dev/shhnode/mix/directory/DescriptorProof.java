// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.crypto.Keccak256;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The proof of work of a descriptor: a number with which the hash of {@code input ‖ number} begins
 * with enough zero bits. It makes a crowd of invented mixes cost something in each epoch.
 */
public final class DescriptorProof {

  private DescriptorProof() {}

  /** Whether a number is a proof. */
  public static boolean holds(Bytes32 input, long proof, int bits) {
    return Keccak256.hash(input, Bytes.ofUnsignedLong(proof)).numberOfLeadingZeros() >= bits;
  }

  /**
   * Tries some numbers in a row.
   *
   * @param from the first one
   * @param count how many
   * @return the first that is a proof
   */
  public static OptionalLong search(Bytes32 input, int bits, long from, int count) {
    for (long proof = from; proof < from + count; proof++) {
      if (holds(input, proof, bits)) {
        return OptionalLong.of(proof);
      }
    }
    return OptionalLong.empty();
  }
}

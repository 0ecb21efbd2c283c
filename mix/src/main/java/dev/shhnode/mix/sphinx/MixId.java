// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PublicKey;
import org.apache.tuweni.bytes.Bytes;

/**
 * The name of a mix inside a packet.
 *
 * @param bytes the first 14 bytes of the Keccak-256 hash of the node's public key
 */
public record MixId(Bytes bytes) {

  /** Bytes of a name. */
  public static final int SIZE = 14;

  /**
   * @throws IllegalArgumentException if the length is another
   */
  public MixId {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("mix id is " + bytes.size() + " bytes, expected " + SIZE);
    }
  }

  /** The name of the node with this key. */
  public static MixId of(PublicKey node) {
    return new MixId(Keccak256.hash(node.toBytes()).slice(0, SIZE));
  }

  @Override
  public String toString() {
    return bytes.toUnprefixedHexString();
  }
}

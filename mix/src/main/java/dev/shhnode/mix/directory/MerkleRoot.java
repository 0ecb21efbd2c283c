// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.crypto.Keccak256;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** The root of a binary tree of Keccak-256 hashes, in which leaves and nodes cannot be confused. */
final class MerkleRoot {

  private static final Bytes LEAF = Bytes.of(0);
  private static final Bytes NODE = Bytes.of(1);

  private MerkleRoot() {}

  /**
   * The root over leaves in their order. A node without a partner moves up as it is.
   *
   * @return the hash of nothing if there are none
   */
  static Bytes32 of(List<? extends Bytes> leaves) {
    if (leaves.isEmpty()) {
      return Keccak256.hash();
    }
    List<Bytes32> row = new ArrayList<>();
    for (Bytes leaf : leaves) {
      row.add(Keccak256.hash(LEAF, leaf));
    }
    while (row.size() > 1) {
      List<Bytes32> above = new ArrayList<>();
      for (int i = 0; i < row.size(); i += 2) {
        above.add(
            i + 1 == row.size() ? row.get(i) : Keccak256.hash(NODE, row.get(i), row.get(i + 1)));
      }
      row = above;
    }
    return row.get(0);
  }
}

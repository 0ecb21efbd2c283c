// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.Keccak256;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class MerkleRootTest {

  private static Bytes32 leaf(int number) {
    return Keccak256.hash(Bytes.of(number));
  }

  private static Bytes32 hashOfLeaf(int number) {
    return Keccak256.hash(Bytes.of(0), leaf(number));
  }

  private static Bytes32 node(Bytes32 left, Bytes32 right) {
    return Keccak256.hash(Bytes.of(1), left, right);
  }

  private static Bytes32 rootOf(int count) {
    return MerkleRoot.of(IntStream.range(0, count).mapToObj(MerkleRootTest::leaf).toList());
  }

  @Test
  void shouldBeTheHashOfNothingWithoutLeaves() {
    assertThat(MerkleRoot.of(List.of())).isEqualTo(Keccak256.hash());
  }

  @Test
  void shouldMoveUpWhatHasNoPartner() {
    Bytes32 first = node(hashOfLeaf(0), hashOfLeaf(1));

    assertThat(rootOf(1)).isEqualTo(hashOfLeaf(0));
    assertThat(rootOf(2)).isEqualTo(first);
    assertThat(rootOf(3)).isEqualTo(node(first, hashOfLeaf(2)));
    assertThat(rootOf(5))
        .isEqualTo(node(node(first, node(hashOfLeaf(2), hashOfLeaf(3))), hashOfLeaf(4)));
  }

  /** A node given as a leaf is another tree, as is a last leaf that stands twice. */
  @Test
  void shouldTellLeavesFromNodes() {
    Bytes32 left = node(hashOfLeaf(0), hashOfLeaf(1));
    Bytes asLeaf = Bytes.concatenate(hashOfLeaf(0), hashOfLeaf(1));

    assertThat(MerkleRoot.of(List.of(asLeaf))).isNotEqualTo(left);
    assertThat(MerkleRoot.of(List.of(left))).isNotEqualTo(left);
    assertThat(MerkleRoot.of(List.of(leaf(0), leaf(1), leaf(2), leaf(2)))).isNotEqualTo(rootOf(3));
  }

  @Test
  void shouldDifferForEveryNumberOfLeavesAndTheirOrder() {
    Set<Bytes32> roots = new HashSet<>();
    IntStream.range(0, 40).forEach(count -> roots.add(rootOf(count)));

    assertThat(roots).hasSize(40);
    assertThat(MerkleRoot.of(List.of(leaf(1), leaf(0)))).isNotEqualTo(rootOf(2));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.Keccak256;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class DescriptorProofTest {

  private final Bytes32 input = Keccak256.hash(Bytes.of(1));

  @Test
  void shouldFindTheFirstNumberThatHolds() {
    long proof = DescriptorProof.search(input, 8, 0, 100_000).orElseThrow();

    assertThat(DescriptorProof.holds(input, proof, 8)).isTrue();
    for (long smaller = 0; smaller < proof; smaller++) {
      assertThat(DescriptorProof.holds(input, smaller, 8)).isFalse();
    }
  }

  @Test
  void shouldTryAsManyNumbersAsItIsTold() {
    long proof = DescriptorProof.search(input, 8, 0, 100_000).orElseThrow();

    assertThat(DescriptorProof.search(input, 8, 0, (int) proof)).isEmpty();
    assertThat(DescriptorProof.search(input, 8, 0, (int) proof + 1)).hasValue(proof);
    assertThat(DescriptorProof.search(input, 8, proof, 1)).hasValue(proof);
    assertThat(DescriptorProof.search(input, 8, proof, 0)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void shouldAskForWorkThatDoublesWithEachBit() {
    long found = 0;
    for (long number = 0; number < 10_000; number++) {
      found += DescriptorProof.holds(input, number, 6) ? 1 : 0;
    }

    assertThat(found).isBetween(110L, 205L);
    assertThat(DescriptorProof.holds(input, 0, 0)).isTrue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SeenHashesTest {

  private static final int SIZE = 5_000;

  private final SeenHashes seen = new SeenHashes(SIZE);
  private final int generation = seen.generation();

  @Test
  void shouldTakeAPowerOfTwoThatFits() {
    assertThat(generation).isEqualTo(4_096);
    assertThat(new SeenHashes(1).generation()).isEqualTo(1_024);
  }

  @Test
  void shouldRememberHashesForOneGenerationAtLeastAndTwoAtMost() {
    addGeneration(0);
    assertThat(seen.contains(hash(0))).isTrue();
    assertThat(seen.contains(hash(generation - 1))).isTrue();

    addGeneration(1);
    assertThat(seen.contains(hash(1))).as("of the elder generation").isTrue();

    addGeneration(2);
    assertThat(seen.contains(hash(1))).isFalse();
    assertThat(seen.checkAndAdd(hash(1))).as("as new").isFalse();
    assertThat(seen.checkAndAdd(hash(1))).isTrue();
  }

  private void addGeneration(int number) {
    for (int i = number * generation; i < (number + 1) * generation; i++) {
      assertThat(seen.checkAndAdd(hash(i))).isFalse();
    }
  }

  private static long hash(int number) {
    return new Random(number).nextLong();
  }
}

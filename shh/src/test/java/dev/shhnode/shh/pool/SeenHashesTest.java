// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeenHashesTest {

  private static final int SIZE = 5_000;
  private static final long SECRET = 0x5851_f42d_4c95_7f2cL;

  private final SeenHashes seen = new SeenHashes(SIZE, SECRET);
  private final int generation = seen.generation();

  @Test
  void shouldTakeAPowerOfTwoThatFits() {
    assertThat(generation).isEqualTo(4_096);
    assertThat(new SeenHashes(1, SECRET).generation()).isEqualTo(1_024);
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

  /** Who makes messages can have their hashes end alike. */
  @Test
  void shouldNotSlowDownForHashesThatEndAlike() {
    long plain = Long.MAX_VALUE;
    long chosen = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      plain = Math.min(plain, nanosToAdd(SeenHashesTest::hash));
      chosen = Math.min(chosen, nanosToAdd(i -> hash(i) << 20));
    }

    assertThat((double) chosen / plain).isLessThan(10);
  }

  private static long nanosToAdd(IntToLongFunction hashes) {
    long[] all = IntStream.range(0, 40_000).mapToLong(hashes).toArray();
    SeenHashes many = new SeenHashes(1 << 16, SECRET);
    long begin = System.nanoTime();
    for (long hash : all) {
      many.checkAndAdd(hash);
    }
    return System.nanoTime() - begin;
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

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WatermarksTest {

  private static final int UPPER = 10;
  private static final int LOWER = 5;

  @Test
  void shouldBeExceededAboveTheUpperMarkUntilBelowTheLower() {
    Watermarks marks = new Watermarks(UPPER, LOWER);

    assertThat(marks.add(UPPER)).isFalse();
    assertThat(marks.isExceeded()).isFalse();
    assertThat(marks.add(1)).isTrue();
    assertThat(marks.isExceeded()).isTrue();
    assertThat(marks.add(LOWER - UPPER - 1)).isFalse();
    assertThat(marks.isExceeded()).isTrue();
    assertThat(marks.add(-1)).isTrue();
    assertThat(marks.isExceeded()).isFalse();
    assertThat(marks.count()).isEqualTo(LOWER - 1);
  }

  /** Else a connection is never read from again, as nothing is left that could change the count. */
  @Test
  @Timeout(60)
  void shouldNotStayExceededWhenAllIsTakenOffAtTheSameTime() throws Exception {
    int rounds = 100_000;
    Watermarks[] marks = new Watermarks[rounds];
    Arrays.setAll(marks, i -> new Watermarks(UPPER, LOWER));
    AtomicIntegerArray arrived = new AtomicIntegerArray(rounds);
    CompletableFuture<Void> taken =
        CompletableFuture.runAsync(() -> changeAll(marks, -2 * UPPER, arrived, new Random(1)));
    changeAll(marks, 2 * UPPER, arrived, new Random(2));
    taken.get();

    assertThat(marks).noneMatch(Watermarks::isExceeded);
  }

  /** Both threads begin a round together, but for some nanoseconds. */
  private static void changeAll(
      Watermarks[] marks, int change, AtomicIntegerArray arrived, Random random) {
    for (int round = 0; round < marks.length; round++) {
      int delay = random.nextInt(100);
      arrived.incrementAndGet(round);
      for (int spins = 0; arrived.get(round) < 2; spins++) {
        if (spins < 1_000) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(1_000);
        }
      }
      for (int i = 0; i < delay; i++) {
        Thread.onSpinWait();
      }
      marks[round].add(change);
    }
  }
}

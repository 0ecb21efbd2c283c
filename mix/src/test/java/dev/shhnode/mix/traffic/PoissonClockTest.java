// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoissonClockTest {

  private static final long SECOND = 1_000_000_000L;

  private static PoissonClock clock(double perSecond) {
    return new PoissonClock(perSecond, new SplittableRandom(1), 0);
  }

  /** The moments of the first events. */
  private static List<Long> moments(PoissonClock clock, int count) {
    List<Long> moments = new ArrayList<>();
    while (moments.size() < count) {
      long next = clock.next(Long.MAX_VALUE);
      assertThat(clock.tick(next - 1)).isFalse();
      assertThat(clock.tick(next)).isTrue();
      moments.add(next);
    }
    return moments;
  }

  @Test
  void shouldTickAtItsRate() {
    List<Long> moments = moments(clock(5), 5_000);

    // The sum of 5 000 gaps of 0.2 s has a standard deviation of 14 s.
    assertThat(moments.get(4_999) / SECOND).isBetween(1_000L - 60, 1_000L + 60);
  }

  @Test
  void shouldForgetWhenItTickedLast() {
    List<Long> moments = moments(clock(5), 5_000);
    int afterMean = 0;
    int afterTwice = 0;
    for (int i = 1; i < moments.size(); i++) {
      long gap = moments.get(i) - moments.get(i - 1);
      afterMean += gap > SECOND / 5 ? 1 : 0;
      afterTwice += gap > 2 * SECOND / 5 ? 1 : 0;
    }

    // 5 000/e and 5 000/e², with standard deviations of 34 and 24.
    assertThat(afterMean).isBetween(1_839 - 140, 1_839 + 140);
    assertThat(afterTwice).isBetween(677 - 100, 677 + 100);
  }

  @Test
  void shouldNotMakeUpForMoreThanASecond() {
    PoissonClock clock = clock(20);
    int ticks = 0;
    while (clock.tick(3_600 * SECOND)) {
      ticks++;
    }

    assertThat(ticks).isBetween(5, 50);
    assertThat(clock.next(0)).isGreaterThan(3_600 * SECOND);
  }

  @Test
  void shouldNeverTickWithoutARate() {
    PoissonClock never = clock(0);

    assertThat(never.tick(3_600 * SECOND)).isFalse();
    assertThat(never.next(77)).isEqualTo(77);
  }
}

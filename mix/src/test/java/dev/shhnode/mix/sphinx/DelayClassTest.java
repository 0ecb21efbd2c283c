// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.DoubleSummaryStatistics;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DelayClassTest {

  @ParameterizedTest
  @CsvSource({"NONE, 0, 0", "SHORT, 1, 200", "USUAL, 2, 400", "LONG, 3, 2000"})
  void shouldHaveTheMeansAndCodesOfTheProtocol(DelayClass delay, byte code, long millis) {
    assertThat(delay.code()).isEqualTo(code);
    assertThat(delay.mean().toMillis()).isEqualTo(millis);
    assertThat(DelayClass.of(code)).contains(delay);
  }

  /** An exponential distribution has its mean for a standard deviation too. */
  @ParameterizedTest
  @EnumSource(DelayClass.class)
  void shouldBeDistributedExponentially(DelayClass delay) {
    Random random = new Random(1);
    double mean = delay.mean().toNanos();
    DoubleSummaryStatistics delays = new DoubleSummaryStatistics();
    DoubleSummaryStatistics squares = new DoubleSummaryStatistics();
    for (int i = 0; i < 100_000; i++) {
      double nanos = delay.nanos(random.nextLong());
      delays.accept(nanos);
      squares.accept(nanos * nanos);
    }

    double average = delays.getAverage();
    double deviation = Math.sqrt(squares.getAverage() - average * average);
    assertThat(average).isCloseTo(mean, within(0.02 * mean));
    assertThat(deviation).isCloseTo(mean, within(0.02 * mean));
  }

  @Test
  void shouldNotBeLongerThanTheCap() {
    assertThat(DelayClass.USUAL.nanos(0)).isZero();
    assertThat(DelayClass.USUAL.nanos(-1)).isEqualTo(5_520_000_000L);
    assertThat(DelayClass.USUAL.nanos(Long.MIN_VALUE)).isEqualTo(277_258_872L);
  }
}

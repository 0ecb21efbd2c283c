// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockMarksTest {

  private final ClockMarks marks = new ClockMarks();
  private long nanos;

  private void mark(int times, long ahead) {
    for (int i = 0; i < times; i++) {
      nanos += Duration.ofSeconds(2).toNanos();
      marks.add(ahead, false, nanos);
    }
  }

  @Test
  void shouldKeepTheNewestMarksOnly() {
    mark(10_000, 600);
    mark(ClockMarks.MAX_MARKS, 1);

    assertThat(marks.estimate(nanos)).hasValue(1);
  }

  @Test
  void shouldForgetWhatIsOld() {
    mark(ClockMarks.MIN_MARKS, 600);
    assertThat(marks.estimate(nanos)).hasValue(600);

    nanos += ClockMarks.MAX_AGE.toNanos() + 1;

    assertThat(marks.estimate(nanos)).isEmpty();
  }

  @Test
  void shouldTakeTheLatestOfABurst() {
    for (int i = 0; i < ClockMarks.MIN_MARKS; i++) {
      mark(1, 100);
      marks.add(500, false, nanos);
      marks.add(200, false, nanos);
    }

    assertThat(marks.estimate(nanos)).hasValue(500);
  }

  @Test
  void shouldWaitForAMinuteBeforeItTakesLateEnvelopesForAClock() {
    mark(ClockMarks.MANY_MARKS - 1, -40);
    assertThat(marks.estimate(nanos)).isEmpty();

    mark(1, -40);

    assertThat(marks.estimate(nanos)).hasValue(-40);
  }

  @Test
  void shouldKnowNothingWhenCleared() {
    mark(ClockMarks.MAX_MARKS, 600);

    marks.clear();
    mark(ClockMarks.MIN_MARKS, 1);

    assertThat(marks.estimate(nanos)).hasValue(1);
  }
}

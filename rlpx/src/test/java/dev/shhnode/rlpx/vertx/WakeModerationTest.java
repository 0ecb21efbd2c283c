// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import static dev.shhnode.rlpx.vertx.WakeModeration.BUSY_NANOS;
import static dev.shhnode.rlpx.vertx.WakeModeration.MIN_WAKES;
import static dev.shhnode.rlpx.vertx.WakeModeration.OFTEN_NANOS;
import static dev.shhnode.rlpx.vertx.WakeModeration.SLEEP_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WakeModerationTest {

  private static final long WORK = BUSY_NANOS / 4;

  /** Monotonic clocks may begin anywhere. */
  private long now = Long.MAX_VALUE - 5;

  private final WakeModeration moderation = new WakeModeration(now);

  /** A round that begins so long after the end of the last one. */
  private long round(long pause, long work) {
    now += pause;
    assertThat(moderation.onRead(now)).isTrue();
    now += work;
    return moderation.onRoundEnd(now);
  }

  private void wakeOften() {
    for (int wake = 0; wake < 2 * MIN_WAKES; wake++) {
      round(OFTEN_NANOS / 2, WORK);
    }
  }

  @Test
  void shouldSleepOnlyWhenWokenOftenForSomeTime() {
    round(OFTEN_NANOS, WORK);
    for (int wake = 1; wake < MIN_WAKES; wake++) {
      assertThat(round(OFTEN_NANOS / 2, WORK)).as("wake %d", wake).isZero();
    }

    assertThat(round(OFTEN_NANOS / 2, WORK)).isEqualTo(SLEEP_NANOS);
    assertThat(round(SLEEP_NANOS, WORK)).as("the next time").isEqualTo(SLEEP_NANOS);
  }

  @Test
  void shouldNotSleepAfterAPause() {
    wakeOften();

    assertThat(round(OFTEN_NANOS, WORK)).isZero();
    assertThat(round(OFTEN_NANOS / 2, WORK)).isZero();
  }

  @Test
  void shouldNotSleepWhenThereIsMuchToDo() {
    wakeOften();

    assertThat(round(0, BUSY_NANOS + 1)).isZero();
    assertThat(round(0, WORK)).as("less again").isEqualTo(SLEEP_NANOS);
  }

  @Test
  void shouldCountSocketsReadOneAfterTheOtherAsOneRound() {
    assertThat(moderation.onRead(now)).isTrue();
    assertThat(moderation.onRead(now + 1)).isFalse();
    moderation.onRoundEnd(now + 2);

    assertThat(moderation.onRead(now + 3)).isTrue();
  }
}

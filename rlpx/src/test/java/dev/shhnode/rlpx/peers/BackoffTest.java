// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = new Backoff(new Random(1));

  @Test
  void shouldWaitTwiceAsLongEveryTimeUpToHalfAMinute() {
    for (long step : new long[] {1, 2, 4, 8, 16, 30, 30, 30}) {
      assertThat(backoff.next())
          .isBetween(Duration.ofSeconds(step).dividedBy(2), Duration.ofSeconds(step));
    }
  }

  @Test
  void shouldBeginAnewAfterSuccess() {
    backoff.next();
    backoff.next();

    backoff.reset();

    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void shouldNotWaitTheSameTimeAsAnother() {
    assertThat(backoff.next()).isNotEqualTo(new Backoff(new Random(2)).next());
  }
}

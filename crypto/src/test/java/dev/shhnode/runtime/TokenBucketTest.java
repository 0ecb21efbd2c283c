// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final long SECOND = 1_000_000_000L;

  private final TokenBucket bucket = new TokenBucket(10, 5, 0);

  private int takeAll(long now) {
    int taken = 0;
    while (bucket.take(now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void shouldAllowABurstAndThenTheRate() {
    assertThat(takeAll(0)).isEqualTo(5);
    assertThat(takeAll(SECOND / 10 - 1)).isZero();
    assertThat(takeAll(SECOND / 10)).isOne();
    assertThat(takeAll(SECOND / 10 * 4)).isEqualTo(3);
  }

  @Test
  void shouldSaveUpNoMoreThanTheBurst() {
    takeAll(0);

    assertThat(takeAll(3_600 * SECOND)).isEqualTo(5);
  }

  @Test
  void shouldLeaveWhatIsToRemain() {
    assertThat(bucket.take(1, 4, 0)).isTrue();
    assertThat(bucket.take(1, 4, 0)).isFalse();
    assertThat(bucket.take(4, 0, 0)).isTrue();
    assertThat(bucket.take(0)).isFalse();
  }

  @Test
  void shouldGiveNothingForAHigherRateAndTakeAwayWhatALowerOneCannotHold() {
    bucket.setRate(1, 2, 0);
    assertThat(takeAll(0)).isEqualTo(2);

    bucket.setRate(100, 50, 0);
    assertThat(takeAll(0)).isZero();
    assertThat(takeAll(SECOND)).isEqualTo(50);
    assertThat(bucket.burst()).isEqualTo(50);
  }

  @Test
  void shouldBeInDebtUntilWhatWasTakenTooMuchIsMadeUpFor() {
    bucket.charge(5, 0);
    assertThat(bucket.nanosInDebt(0)).isZero();

    bucket.charge(20, 0);

    assertThat(bucket.nanosInDebt(0)).isEqualTo(2 * SECOND);
    assertThat(bucket.nanosInDebt(SECOND)).isEqualTo(SECOND);
    assertThat(bucket.nanosInDebt(2 * SECOND)).isZero();
    assertThat(bucket.take(2 * SECOND)).isFalse();
  }

  @Test
  void shouldSayWhenATokenWillBeThere() {
    assertThat(bucket.nextToken(7)).isEqualTo(7);
    takeAll(7);

    long next = bucket.nextToken(7);

    assertThat(next).isBetween(7 + SECOND / 10, 7 + SECOND / 10 + 2);
    assertThat(bucket.take(next - 3)).isFalse();
    assertThat(bucket.take(next)).isTrue();
  }
}

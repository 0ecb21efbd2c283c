// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

  private static final int FREE = RequestBudget.FREE_BYTES;

  private final RequestBudget budget = new RequestBudget(100_000);
  private final RequestBudget.Account large = budget.open();
  private final RequestBudget.Account other = budget.open();
  private final AtomicInteger retries = new AtomicInteger();

  @Test
  void shouldChargeWhatIsAboveTheFreeAllowance() {
    assertThat(large.receiving(FREE)).isTrue();
    assertThat(budget.chargedBytes()).isZero();
    assertThat(large.receiving(FREE + 100_000)).isTrue();
    assertThat(budget.chargedBytes()).isEqualTo(100_000);

    assertThat(large.receiving(FREE + 100_001)).isFalse();
    assertThat(other.receiving(FREE + 1)).isFalse();
    assertThat(other.receiving(FREE)).isTrue();

    large.close();
    assertThat(budget.chargedBytes()).isZero();
  }

  @Test
  void shouldRetryWhenThereIsRoom() {
    assertThat(large.begin(FREE + 80_000, 0, retries::incrementAndGet)).isTrue();
    assertThat(other.begin(FREE + 80_000, 0, retries::incrementAndGet)).isFalse();
    assertThat(retries).hasValue(0);

    large.end(FREE + 80_000);

    assertThat(retries).hasValue(1);
    assertThat(other.begin(FREE + 80_000, 0, retries::incrementAndGet)).isTrue();
    other.end(FREE + 80_000);
    assertThat(budget.chargedBytes()).isZero();
    assertThat(retries).hasValue(1);
  }

  @Test
  void shouldAlwaysServeOneLargeRequestAndOneSmallOfEachConnection() {
    assertThat(large.receiving(FREE + 100_000)).isTrue();

    assertThat(large.begin(400_000, 0, retries::incrementAndGet)).isTrue();
    assertThat(other.begin(400_000, 0, retries::incrementAndGet)).isFalse();
    assertThat(other.begin(FREE, FREE, retries::incrementAndGet)).isTrue();
    assertThat(other.begin(FREE, FREE, retries::incrementAndGet)).isFalse();
  }
}

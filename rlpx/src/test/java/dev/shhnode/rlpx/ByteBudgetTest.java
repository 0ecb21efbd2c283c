// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {

  private final ByteBudget<String> budget = new ByteBudget<>(100);

  @Test
  void shouldNameWhoHasMostWhenAllHaveTooMuch() {
    assertThat(budget.set("small", 30)).isEmpty();
    assertThat(budget.set("large", 70)).isEmpty();

    assertThat(budget.set("small", 31)).contains("large");

    assertThat(budget.totalBytes()).isEqualTo(31);
  }

  @Test
  void shouldBookTheLatestAndNotTheSum() {
    for (int i = 0; i < 10; i++) {
      assertThat(budget.set("a", 60)).isEmpty();
    }
    budget.set("a", 0);
    budget.set("b", 60);
    budget.release("b");

    assertThat(budget.totalBytes()).isZero();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.shh.FilterStatus;
import dev.shhnode.shh.ShhListener;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageBufferTest {

  private static final int COST = 40;

  private final MessageBudget budget = new MessageBudget(100, ShhListener.NONE);
  private final MessageBuffer<String> full = new MessageBuffer<>(budget, message -> COST);
  private final MessageBuffer<String> other = new MessageBuffer<>(budget, message -> COST);

  @Test
  void shouldTellWhatWaitsAndWhatWasLost() {
    full.add("a");
    full.add("b");
    assertThat(full.status()).isEqualTo(new FilterStatus(2, 0));

    full.add("c");
    other.add("d");

    assertThat(full.status()).isEqualTo(new FilterStatus(1, 2));
    assertThat(other.status()).isEqualTo(new FilterStatus(1, 0));
    assertThat(full.take(1_000)).isEqualTo(List.of("c"));
    assertThat(full.status()).isEqualTo(new FilterStatus(0, 2));
  }
}

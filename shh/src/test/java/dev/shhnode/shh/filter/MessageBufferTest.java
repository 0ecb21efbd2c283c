// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.shh.FilterStatus;
import dev.shhnode.shh.ShhListener;
import java.util.List;
import java.util.stream.IntStream;
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

  @Test
  void shouldTakeRoomFromWhoeverIsNotPolled() {
    MessageBudget wide = new MessageBudget(40 * COST, ShhListener.NONE);
    MessageBuffer<String> polled = new MessageBuffer<>(wide, message -> COST);
    List<MessageBuffer<String>> neglected =
        IntStream.range(0, 10).mapToObj(i -> new MessageBuffer<String>(wide, m -> COST)).toList();
    polled.take(1);
    for (int i = 0; i < 20; i++) {
      polled.add("wanted");
      neglected.forEach(buffer -> buffer.add("unread"));
    }

    assertThat(polled.status()).isEqualTo(new FilterStatus(20, 0));
    assertThat(neglected).allMatch(buffer -> buffer.status().waiting() == 2);
  }

  @Test
  void shouldTakeFromWhoHasNotPolledForLong() {
    MessageBudget wide = new MessageBudget(20 * COST, ShhListener.NONE);
    MessageBuffer<String> polled = new MessageBuffer<>(wide, message -> COST);
    MessageBuffer<String> neglected = new MessageBuffer<>(wide, message -> COST);
    polled.take(1);
    for (int i = 0; i < 15; i++) {
      polled.add("wanted");
    }
    for (int i = 0; i < MessageBudget.ATTENDED_SECONDS; i++) {
      wide.onSecond();
    }
    for (int i = 0; i < 15; i++) {
      neglected.add("unread");
    }

    assertThat(polled.status()).isEqualTo(new FilterStatus(10, 5));
    assertThat(neglected.status()).isEqualTo(new FilterStatus(10, 5));
  }

  @Test
  void shouldNotLetWhoPollsTakeEverything() {
    MessageBudget wide = new MessageBudget(100 * COST, ShhListener.NONE);
    MessageBuffer<String> flooded = new MessageBuffer<>(wide, message -> COST);
    MessageBuffer<String> seldom = new MessageBuffer<>(wide, message -> COST);
    for (int i = 0; i < 5; i++) {
      seldom.add("for later");
    }
    for (int i = 0; i < 1_000; i++) {
      if (i % 200 == 0) {
        flooded.take(1);
      }
      flooded.add("flood");
    }

    assertThat(seldom.status()).isEqualTo(new FilterStatus(5, 0));
  }
}

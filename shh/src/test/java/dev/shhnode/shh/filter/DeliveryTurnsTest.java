// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.shh.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryTurnsTest {

  private static final Source FLOODER = Source.BRIDGE;
  private static final Source HONEST = Source.MIX;
  private static final int SMALL = 0;
  private static final List<Integer> THOUSANDS = IntStream.range(0, 3_000).boxed().toList();

  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<Integer> reached = new ArrayList<>();
  private final List<String> relieved = new ArrayList<>();
  private final DeliveryTurns turns = new DeliveryTurns(loop::add);

  @Test
  void shouldReachFewReadersAtOnce() {
    turns.deliver(FLOODER, List.of(1, 2, 3), SMALL, reached::add);

    assertThat(reached).containsExactly(1, 2, 3);
    assertThat(loop).isEmpty();
  }

  @Test
  void shouldReachThousandsInTheirOrderAFewInATurn() {
    turns.deliver(FLOODER, THOUSANDS, SMALL, reached::add);
    int most = (int) (DeliveryTurns.MAX_COST_OF_TURN / 1_024);

    assertThat(reached).hasSize(most);
    int before = most;
    while (!loop.isEmpty()) {
      loop.remove().run();
      assertThat(reached.size() - before).isBetween(1, most);
      before = reached.size();
    }
    assertThat(reached).isEqualTo(THOUSANDS);
  }

  @Test
  void shouldReachFewerInATurnIfTheMessageIsLarge() {
    turns.deliver(FLOODER, THOUSANDS, DeliveryTurns.MAX_COST_OF_TURN, reached::add);

    assertThat(reached).hasSize(1);
  }

  @Test
  void shouldGiveTurnsToThoseWhoBringMessages() {
    for (int i = 0; i < 10; i++) {
      turns.deliver(FLOODER, THOUSANDS, SMALL, reader -> {});
    }
    turns.deliver(HONEST, List.of(7), SMALL, reached::add);

    assertThat(reached).isEmpty();
    loop.remove().run();
    loop.remove().run();

    assertThat(reached).containsExactly(7);
    assertThat(loop).as("the flooder's").isNotEmpty();
  }

  @Test
  void shouldHoldBackWhoeverBringsMoreThanIsDelivered() {
    for (int i = 0; i <= DeliveryTurns.MAX_WAITING_OF_SOURCE; i++) {
      turns.deliver(FLOODER, THOUSANDS, SMALL, reached::add);
    }

    turns.whenRelieved(FLOODER, () -> relieved.add("flooder"));
    turns.whenRelieved(HONEST, () -> relieved.add("honest"));

    assertThat(relieved).containsExactly("honest");
    while (relieved.size() == 1) {
      loop.remove().run();
    }
    assertThat(loop).isNotEmpty();
    assertThat(reached.size()).isGreaterThanOrEqualTo(THOUSANDS.size());
  }

  @Test
  void shouldDeliverAtOnceWhatThereIsNoMemoryFor() {
    turns.deliver(FLOODER, THOUSANDS, DeliveryTurns.MAX_BYTES - 1_000_000, reader -> {});

    turns.deliver(FLOODER, THOUSANDS, 1_000_000, reached::add);

    assertThat(reached).isEqualTo(THOUSANDS);
  }

  @Test
  void shouldGoOnAfterAReaderThatFails() {
    List<Integer> readers = List.of(1, 2, 3);
    turns.deliver(FLOODER, THOUSANDS, SMALL, reader -> {});
    turns.deliver(
        FLOODER,
        readers,
        SMALL,
        reader -> {
          if (reader == 2) {
            throw new IllegalStateException("out of order");
          }
          reached.add(reader);
        });

    while (!loop.isEmpty()) {
      try {
        loop.remove().run();
      } catch (IllegalStateException outOfOrder) {
        assertThat(outOfOrder).hasMessage("out of order");
      }
    }

    assertThat(reached).containsExactly(1, 3);
  }
}

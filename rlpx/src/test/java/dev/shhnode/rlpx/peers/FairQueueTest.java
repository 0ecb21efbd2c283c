// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {

  private static final Network A = network("10.0.0.1");
  private static final Network B = network("10.0.0.2");

  private final FairQueue<String> queue = new FairQueue<>();

  private record Item(int number, Network network) {}

  private static Network network(String address) {
    return Network.parse(address).orElseThrow();
  }

  @Test
  void shouldGiveTheOldestOfTheNetworkThatHasMost() {
    queue.add("a1", A);
    queue.add("b1", B);
    queue.add("b2", B);

    assertThat(queue.poll()).contains("b1");
    assertThat(queue.poll()).contains("a1");
    assertThat(queue.poll()).contains("b2");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void shouldGiveTheOldestOfAllWhereNetworksHaveAsMany() {
    queue.add("a1", A);
    queue.add("b1", B);
    queue.add("a2", A);
    queue.remove("a1", A);

    assertThat(queue.poll()).contains("b1");
  }

  @Test
  void shouldTellWhetherItHadWhatIsTakenOut() {
    queue.add("a1", A);

    assertThat(queue.remove("a1", B)).isFalse();
    assertThat(queue.remove("a1", A)).isTrue();
    assertThat(queue.remove("a1", A)).isFalse();
    assertThat(queue.size()).isZero();
  }

  /** Beside a list that is searched anew each time. */
  @Test
  void shouldGiveTheSameAsAPlainSearch() {
    Random random = new Random(1);
    FairQueue<Item> tested = new FairQueue<>();
    List<Item> plain = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      int step = random.nextInt(5);
      if (step < 2) {
        Item item = new Item(i, network("10.0.0." + random.nextInt(6)));
        tested.add(item, item.network());
        plain.add(item);
      } else if (step == 2 && !plain.isEmpty()) {
        Item item = plain.remove(random.nextInt(plain.size()));
        assertThat(tested.remove(item, item.network())).isTrue();
      } else {
        Optional<Item> next = next(plain);
        assertThat(tested.poll()).isEqualTo(next);
        next.ifPresent(plain::remove);
      }
      assertThat(tested.size()).isEqualTo(plain.size());
    }
  }

  private static Optional<Item> next(List<Item> all) {
    return all.stream()
        .max(
            Comparator.<Item>comparingLong(item -> countOf(all, item.network()))
                .thenComparing(Item::number, Comparator.reverseOrder()));
  }

  private static long countOf(List<Item> all, Network network) {
    return all.stream().filter(item -> item.network().equals(network)).count();
  }
}

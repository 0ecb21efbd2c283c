// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ShhListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class FilterIndexTest {

  private static final int STEPS = 3_000;
  private static final int MOST_FILTERS = 12;

  private final Random random = new Random(20);
  private final MessageBudget budget = new MessageBudget(1 << 20, ShhListener.NONE);
  private final FilterIndex index = new FilterIndex(new FilterCapacity());
  private final List<Filter> filters = new ArrayList<>();
  private final List<DecryptionKey> keys =
      IntStream.range(0, 4)
          .<DecryptionKey>mapToObj(
              i -> new DecryptionKey.Symmetric(SymmetricKey.of(Bytes.repeat((byte) i, 32))))
          .toList();

  /** Whatever has come and gone, it answers as a look at each filter would. */
  @Test
  void shouldFindWhatALookAtEachFilterFinds() throws Exception {
    for (int step = 0; step < STEPS; step++) {
      if (filters.size() < random.nextInt(MOST_FILTERS)) {
        Filter filter = new Filter("filter " + step, criteria(), budget);
        index.add(filter);
        filters.add(filter);
      } else if (!filters.isEmpty()) {
        Filter filter = filters.remove(random.nextInt(filters.size()));
        assertThat(index.remove(filter.id())).contains(filter);
      }
      compare(topic(), random.nextInt(5), random.nextBoolean());
    }
  }

  private void compare(Topic topic, double pow, boolean direct) {
    List<Filter> wanting = filters.stream().filter(filter -> filter.wants(topic)).toList();
    List<Filter> good = wanting.stream().filter(filter -> filter.admits(pow, direct)).toList();

    assertThat(index.isWanted(topic, pow, direct)).isEqualTo(!good.isEmpty());
    assertThat(index.keys(topic, pow, direct))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            good.stream().map(filter -> filter.criteria().key()).distinct().toList())
        .hasSizeLessThanOrEqualTo(index.keysAtMost(topic));
    for (DecryptionKey key : keys) {
      assertThat(index.readers(topic, key))
          .containsExactlyInAnyOrderElementsOf(
              wanting.stream().filter(filter -> filter.criteria().key().equals(key)).toList());
    }
  }

  private FilterCriteria criteria() {
    List<TopicPrefix> topics =
        IntStream.range(0, random.nextInt(3))
            .mapToObj(i -> TopicPrefix.of(topic(), 1 + random.nextInt(Topic.SIZE)))
            .toList();
    return new FilterCriteria(
        keys.get(random.nextInt(keys.size())),
        topics,
        Optional.empty(),
        random.nextInt(3) - 1,
        random.nextBoolean());
  }

  private Topic topic() {
    return new Topic(random.nextInt(3) << 24 | random.nextInt(2));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NETWORK;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.TestRandom;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.EpochKeys;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.rlpx.enr.NodeRecord;
import dev.shhnode.runtime.Moment;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnDescriptorTest {

  private static final long HOUR = 3_600;

  private final TestMix self = TestMix.of(1);
  private final SecureRandom random = TestRandom.of(1);
  private final EpochKeys keys = new EpochKeys(NETWORK, random);

  private OwnDescriptor of(MixConfig config) {
    return new OwnDescriptor(config, self.keys(), self.address(), 99, keys, random);
  }

  private static Moment at(long unixSeconds) {
    return new Moment(unixSeconds, (unixSeconds - NOW) * 1_000_000_000L);
  }

  /** When a descriptor was made. */
  private record Made(long unixSeconds, Descriptor descriptor) {}

  private List<Made> run(OwnDescriptor own, long from, long to) throws DecodeException {
    List<Made> made = new ArrayList<>();
    for (long now = from; now < to; now++) {
      keys.advance(now);
      NodeRecord record = own.onTime(at(now)).orElse(null);
      if (record != null) {
        made.add(new Made(now, Descriptor.decode(record.encode(), NETWORK)));
      }
    }
    return made;
  }

  @Test
  void shouldSayAtTheStartWhatThisMixIs() throws DecodeException {
    Descriptor made = run(of(TestMix.CONFIG), NOW, NOW + 2).get(0).descriptor();

    assertThat(made.node()).isEqualTo(self.node());
    assertThat(made.epoch()).isEqualTo(EPOCH);
    assertThat(made.key()).isEqualTo(keys.publicKey(EPOCH));
    assertThat(made.nextKey()).isEqualTo(keys.publicKey(EPOCH + 1));
    assertThat(made.capacity()).isEqualTo(99);
    assertThat(made.roles()).isEqualTo(TestMix.ALL_ROLES);
  }

  @Test
  void shouldMakeANewOneInTheFirstQuarterOfEachEpoch() throws DecodeException {
    List<Made> made = run(of(TestMix.CONFIG), NOW, NOW + 20 * HOUR);

    assertThat(made).hasSize(21);
    for (int i = 1; i < made.size(); i++) {
      Made each = made.get(i);
      long epoch = NETWORK.epochAt(each.unixSeconds());
      assertThat(each.descriptor().epoch()).isEqualTo(epoch);
      assertThat(each.unixSeconds() - NETWORK.startOf(epoch)).isBetween(0L, HOUR / 4);
      assertThat(each.descriptor().key())
          .as("told an epoch ahead")
          .isEqualTo(made.get(i - 1).descriptor().nextKey());
      assertThat(each.descriptor().record().seq())
          .isGreaterThan(made.get(i - 1).descriptor().record().seq());
    }
  }

  /** All mixes at once would make a wave of descriptors. */
  @Test
  void shouldDoSoAtAnotherTimeInEachEpoch() throws DecodeException {
    assertThat(
            run(of(TestMix.CONFIG), NOW, NOW + 20 * HOUR).stream()
                .map(made -> made.unixSeconds() % HOUR)
                .distinct())
        .hasSizeGreaterThan(15);
  }

  @Test
  void shouldCountOnAfterARestart() throws DecodeException {
    long before = run(of(TestMix.CONFIG), NOW, NOW + 5).get(0).descriptor().record().seq();

    long after = run(of(TestMix.CONFIG), NOW + 5, NOW + 9).get(0).descriptor().record().seq();

    assertThat(after).isGreaterThan(before);
  }

  @Test
  void shouldMakeNoneWithoutARole() throws DecodeException {
    MixConfig sender = new MixConfig(NETWORK, Set.of(), TrafficProfile.STD, 3, 2, 0, 0.2);

    assertThat(run(of(sender), NOW, NOW + 10)).isEmpty();
  }

  @Test
  void shouldSearchInShortTurns() {
    MixNetwork hard = new MixNetwork(7, Duration.ofHours(1), 18, 120, Geometry.MIX1);
    OwnDescriptor own =
        of(new MixConfig(hard, TestMix.ALL_ROLES, TrafficProfile.STD, 3, 2, 0, 0.2));
    keys.advance(NOW);
    assertThat(own.nextDeadline(77, 5)).as("nothing begun").isEqualTo(77);
    int turns = 1;

    while (own.onTime(at(NOW)).isEmpty()) {
      assertThat(own.nextDeadline(Long.MAX_VALUE, 5)).isEqualTo(5 + 10_000_000);
      turns++;
    }

    assertThat(turns).isGreaterThan(1);
    assertThat(own.nextDeadline(77, 5)).isEqualTo(77);
  }

  /** Others refuse one of an epoch that is far from theirs. */
  @Test
  void shouldMakeANewOneWhenTheClockIsSetBack() throws DecodeException {
    OwnDescriptor own = of(TestMix.CONFIG);
    long before = run(own, NOW + 5 * HOUR, NOW + 5 * HOUR + 2).get(0).descriptor().record().seq();

    List<Made> made = run(own, NOW, NOW + 2 * HOUR);

    assertThat(made)
        .extracting(each -> each.descriptor().epoch())
        .containsExactly(EPOCH, EPOCH + 1, EPOCH + 2);
    assertThat(made.get(0).unixSeconds()).isEqualTo(NOW);
    assertThat(made.get(0).descriptor().record().seq()).isGreaterThan(before);
  }

  /** Whoever has the one of the next epoch refuses one of this. */
  @Test
  void shouldMakeNoOlderOneThanOthersMayHave() throws DecodeException {
    OwnDescriptor own = of(TestMix.CONFIG);
    assertThat(run(own, NOW + HOUR, NOW + HOUR + 2)).hasSize(1);

    assertThat(run(own, NOW, NOW + HOUR)).isEmpty();
  }

  /** A search that the machine slept through ends with a record that nobody takes. */
  @Test
  void shouldBeginAnewAfterASearchThatEndsInAnotherEpoch() throws DecodeException {
    MixNetwork hard = new MixNetwork(7, Duration.ofHours(1), 13, 120, Geometry.MIX1);
    OwnDescriptor own =
        of(new MixConfig(hard, TestMix.ALL_ROLES, TrafficProfile.STD, 3, 2, 0, 0.2));
    keys.advance(NOW);
    assertThat(own.onTime(at(NOW))).as("seed for which the first turn finds nothing").isEmpty();

    List<Made> made = run(own, NOW + HOUR, NOW + HOUR + 900);

    assertThat(made.get(0).descriptor().epoch()).isEqualTo(EPOCH);
    assertThat(made.get(1).descriptor().epoch()).isEqualTo(EPOCH + 1);
  }
}

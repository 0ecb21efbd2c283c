// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.TestRandom;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.EpochKeys;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.KeyAgreement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixCapacityTest {

  /** Microseconds that twenty packets take together, and a quarter of what fits into a second. */
  @ParameterizedTest
  @CsvSource({"0,250", "5000,250", "20000,250", "40000,125", "200000,25", "60000000,1"})
  void shouldBeAQuarterOfWhatTheMachineCanOpen(long micros, long expected) {
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 7);

    long measured =
        MixCapacity.measure(
            TestMix.CONFIG,
            KeyAgreement.fastest(),
            () -> clock.getAndAdd(micros * 1_000),
            TestRandom.of(1));

    assertThat(measured)
        .isEqualTo(
            Math.min(expected, MixCapacity.most(EpochKeys.MAX_TAGS, TestMix.CONFIG.network())));
  }

  /** Of the heaps, the first and the third are what the JVM says of -Xmx256m and -Xmx1g. */
  @ParameterizedTest
  @CsvSource({"259522560,67", "536870912,135", "1037959168,250", "17179869184,250"})
  void shouldBeNoMoreThanIsRememberedForAnEpoch(long heap, long expected) {
    int maxTags = EpochKeys.maxTags(heap);
    long most = MixCapacity.most(maxTags, MixNetwork.MAIN);

    assertThat(most).isEqualTo(expected);
    assertThat(most * MixNetwork.MAIN.epoch().toSeconds()).isLessThanOrEqualTo(maxTags);
  }

  @Test
  void shouldTellWhatIsRememberedWhereThatIsLess() {
    Duration day = Duration.ofDays(1);
    MixNetwork slow = new MixNetwork(7, day, 4, 120, Geometry.MIX1);
    MixConfig config = new MixConfig(slow, TestMix.ALL_ROLES, TrafficProfile.STD, 3, 2, 0, 0.2);

    long measured = MixCapacity.measure(config, KeyAgreement.fastest(), () -> 0, TestRandom.of(1));

    assertThat(measured)
        .isGreaterThan(EpochKeys.MAX_TAGS / 2 / day.toSeconds())
        .isLessThanOrEqualTo(EpochKeys.MAX_TAGS / day.toSeconds());
  }
}

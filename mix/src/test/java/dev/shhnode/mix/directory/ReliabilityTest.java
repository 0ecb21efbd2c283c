// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static dev.shhnode.mix.directory.TestMix.CONFIG;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shhnode.mix.sphinx.MixId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReliabilityTest {

  private static final List<Descriptor> MIXES = TestMix.descriptors(4);
  private static final MixId FIRST = MIXES.get(0).id();
  private static final MixId SECOND = MIXES.get(1).id();

  private final Reliability reliability = new Reliability();

  private void lose(MixId mix, int packets) {
    for (int i = 0; i < packets; i++) {
      reliability.lost(List.of(mix), 0);
    }
  }

  @Test
  void shouldLeaveOutForAWhileAMixThatIsDown() {
    long back = Reliability.DOWN.toNanos();
    reliability.down(FIRST, 0);

    assertThat(reliability.isDown(FIRST, back - 1)).isTrue();
    assertThat(reliability.reliable(MIXES, 1, back - 1)).doesNotContain(MIXES.get(0)).hasSize(3);
    assertThat(reliability.isDown(FIRST, back)).isFalse();
    assertThat(reliability.reliable(MIXES, 1, back)).hasSize(4);
  }

  @Test
  void shouldUseAMixAgainOnceItIsUp() {
    reliability.down(FIRST, 0);
    reliability.up(FIRST);
    reliability.up(SECOND);

    assertThat(reliability.isDown(FIRST, 1)).isFalse();
    assertThat(reliability.isDown(SECOND, 1)).isFalse();
  }

  @Test
  void shouldBeginWithTheQuantileOfTheBetaDistributionOfNewcomers() {
    // Beta(20, 1): mean 20/21, variance 20/(21²·22).
    double expected = 20 / 21.0 - 1.645 * Math.sqrt(20 / (21.0 * 21 * 22));

    assertThat(reliability.weight(FIRST, 0)).isCloseTo(expected, within(1e-12));
    assertThat(expected).isGreaterThan(Reliability.THRESHOLD);
  }

  @Test
  void shouldShareTheBlameForALoss() {
    reliability.lost(List.of(FIRST, SECOND, MIXES.get(2).id()), 0);
    Reliability alone = new Reliability();
    alone.lost(List.of(FIRST), 0);

    assertThat(reliability.weight(FIRST, 0))
        .isLessThan(new Reliability().weight(FIRST, 0))
        .isGreaterThan(alone.weight(FIRST, 0))
        .isEqualTo(reliability.weight(SECOND, 0));
  }

  @Test
  void shouldTrustMoreWhatHasPassedMore() {
    reliability.passed(List.of(FIRST), 0);

    assertThat(reliability.weight(FIRST, 0)).isGreaterThan(reliability.weight(SECOND, 0));
  }

  @Test
  void shouldLeaveOutAMixThatLosesMuch() {
    lose(FIRST, 5);

    assertThat(reliability.weight(FIRST, 0)).isLessThan(Reliability.THRESHOLD);
    assertThat(reliability.reliable(MIXES, 1, 0)).hasSize(3).doesNotContain(MIXES.get(0));
  }

  /** If all seem bad, it is rather the network, or somebody who wants us to take his mixes. */
  @Test
  void shouldNeverLeaveOutMoreThanHalf() {
    for (int i = 0; i < 4; i++) {
      lose(MIXES.get(i).id(), 10 + i);
    }

    assertThat(reliability.reliable(MIXES, 1, 0)).containsExactly(MIXES.get(0), MIXES.get(1));
    assertThat(reliability.reliable(MIXES.subList(1, 4), 1, 0)).hasSize(2);
    assertThat(reliability.reliable(MIXES.subList(3, 4), 1, 0)).hasSize(1);
    assertThat(reliability.reliable(List.of(), 1, 0)).isEmpty();
  }

  @Test
  void shouldLeaveOutNoneThatAPathNeeds() {
    MIXES.forEach(mix -> lose(mix.id(), 10));
    reliability.down(FIRST, 0);

    assertThat(reliability.reliable(MIXES, 3, 1)).hasSize(3).doesNotContain(MIXES.get(0));
    assertThat(reliability.reliable(MIXES, 4, 1)).hasSize(3);
  }

  @Test
  void shouldForgetByHalvesInTenMinutes() {
    lose(FIRST, 10);
    Reliability half = new Reliability();
    for (int i = 0; i < 5; i++) {
      half.lost(List.of(FIRST), 0);
    }
    long tenMinutes = Duration.ofMinutes(10).toNanos();

    assertThat(reliability.weight(FIRST, tenMinutes))
        .isCloseTo(half.weight(FIRST, 0), within(1e-9));
    assertThat(reliability.weight(FIRST, 50 * tenMinutes))
        .isCloseTo(reliability.weight(SECOND, 0), within(1e-6));
  }

  @Test
  void shouldNeverHaveANegativeWeight() {
    lose(FIRST, 1_000_000);

    assertThat(reliability.weight(FIRST, 0)).isNotNegative();
  }

  @Test
  void shouldForgetMixesThatAreNotInTheDirectory() {
    Directory directory = new Directory(CONFIG, TestMix.of(99).node());
    directory.offer(TestMix.of(0).record(), TestMix.of(98).node(), NOW);
    reliability.down(FIRST, 0);
    reliability.down(SECOND, 0);

    reliability.retain(directory);

    assertThat(reliability.isDown(FIRST, 1)).isTrue();
    assertThat(reliability.isDown(SECOND, 1)).isFalse();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.TestRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardsTest {

  private static final long WEEK = 7 * 24 * 3_600;
  private static final List<Descriptor> MIXES = TestMix.descriptors(40);

  private final Guards guards = Guards.draw(TestRandom.of(1), NOW);

  @Test
  void shouldStayForAWeek() {
    assertThat(guards.isOver(NOW)).isFalse();
    assertThat(guards.isOver(NOW + WEEK - 1)).isFalse();
    assertThat(guards.isOver(NOW + WEEK)).isTrue();
  }

  @Test
  void shouldNotBecomeEternalByAClockThatIsSetBack() {
    assertThat(guards.isOver(NOW - WEEK)).isFalse();
    assertThat(guards.isOver(NOW - WEEK - 1)).isTrue();
  }

  @Test
  void shouldBeTheSameInWhateverOrderMixesAreKnown() {
    List<Descriptor> reversed = new ArrayList<>(MIXES);
    Collections.reverse(reversed);

    assertThat(guards.among(reversed)).isEqualTo(guards.among(MIXES)).hasSize(Guards.COUNT);
    assertThat(new Guards(guards.seed(), NOW + 1).among(MIXES)).isEqualTo(guards.among(MIXES));
  }

  @Test
  void shouldBeOthersAfterAnotherDraw() {
    assertThat(Guards.draw(TestRandom.of(2), NOW).among(MIXES)).isNotEqualTo(guards.among(MIXES));
  }

  @Test
  void shouldKeepTheOthersWhenOneIsMissing() {
    List<Descriptor> before = guards.among(MIXES);
    List<Descriptor> left = new ArrayList<>(MIXES);
    left.remove(before.get(1));

    List<Descriptor> after = guards.among(left);

    assertThat(after).startsWith(before.get(0), before.get(2)).hasSize(Guards.COUNT);
  }

  @Test
  void shouldBeFewerWhereThereAreFewer() {
    Descriptor only = MIXES.get(0);

    assertThat(guards.among(List.of())).isEmpty();
    assertThat(guards.among(List.of(only, only))).containsExactly(only);
  }

  @Test
  void shouldHideTheSeed() {
    assertThat(guards).hasToString("Guards[since " + NOW + "]");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.sphinx.MixId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixViewTest {

  private static final int MAX_ACTIVE = 120;
  private static final List<Descriptor> MANY = TestMix.descriptors(400);

  private static MixView view(long epoch, int count) {
    return MixView.of(epoch, MANY.subList(0, count), MAX_ACTIVE);
  }

  @Test
  void shouldBeTheSameForTheSameMixesInAnyOrder() {
    List<Descriptor> reversed = new ArrayList<>(MANY.subList(0, 30));
    Collections.reverse(reversed);

    assertThat(MixView.of(EPOCH, reversed, MAX_ACTIVE)).isEqualTo(view(EPOCH, 30));
    assertThat(view(EPOCH, 30).digest()).isNotEqualTo(view(EPOCH, 29).digest());
  }

  /** The digest says which mixes there are, not what each says of itself at the moment. */
  @Test
  void shouldHaveTheSameDigestForOtherRecordsOfTheSameMixes() {
    List<Descriptor> newer =
        IntStream.range(0, 5)
            .mapToObj(number -> TestMix.decode(TestMix.of(number).record(EPOCH, 2)))
            .toList();

    assertThat(MixView.of(EPOCH, newer, MAX_ACTIVE).digest()).isEqualTo(view(EPOCH, 5).digest());
  }

  @Test
  void shouldPutEachMixIntoOneLayer() {
    MixView view = view(EPOCH, 30);

    assertThat(view.isStratified()).isTrue();
    assertThat(view.layers()).hasSize(MixView.LAYERS);
    assertThat(view.layers().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(view.active());
    for (int layer = 0; layer < MixView.LAYERS; layer++) {
      for (Descriptor mix : view.layers().get(layer)) {
        assertThat(view.layerOf(mix.id())).isEqualTo(Optional.of(layer));
      }
    }
    assertThat(view.layerOf(TestMix.of(999).id())).isEmpty();
  }

  @Test
  void shouldChangePlacesWithTheEpoch() {
    assertThat(view(EPOCH, 30).layers()).isNotEqualTo(view(EPOCH + 1, 30).layers());
  }

  @Test
  void shouldSpreadMixesEvenly() {
    for (int layer = 0; layer < MixView.LAYERS; layer++) {
      int sum = 0;
      for (int epoch = 0; epoch < 50; epoch++) {
        sum += view(epoch, 100).layers().get(layer).size();
      }

      // 5 000 lots in three places: 1 667 each, with a standard deviation of 33.
      assertThat(sum).isBetween(1_667 - 150, 1_667 + 150);
    }
  }

  @Test
  void shouldHaveNoLayersWithFewMixes() {
    for (int count = 0; count < MixView.MIN_STRATIFIED; count++) {
      assertThat(view(EPOCH, count).isStratified()).isFalse();
      assertThat(view(EPOCH, count).active()).hasSize(count);
    }
  }

  @Test
  void shouldHaveNoLayersWhereOneWouldBeThin() {
    Set<Boolean> seen = new HashSet<>();
    for (int epoch = 0; epoch < 100; epoch++) {
      MixView view = view(epoch, MixView.MIN_STRATIFIED);
      seen.add(view.isStratified());
      assertThat(view.layers()).allMatch(layer -> layer.size() >= 2);
    }

    assertThat(seen).as("both kinds").hasSize(2);
  }

  @Test
  void shouldPutOnlyExitsLast() {
    List<Descriptor> mixes = new ArrayList<>(MANY.subList(0, 20));
    for (int number = 20; number < 40; number++) {
      mixes.add(TestMix.of(number).descriptor(EnumSet.of(MixRole.RELAY)));
    }
    MixView view = MixView.of(EPOCH, mixes, MAX_ACTIVE);

    assertThat(view.layers().get(2)).isNotEmpty().allMatch(mix -> mix.canBe(true));
    assertThat(view.layers().get(0)).anyMatch(mix -> !mix.canBe(true));
  }

  @Test
  void shouldHaveNoLayersWithoutExits() {
    List<Descriptor> relays =
        IntStream.range(0, 30)
            .mapToObj(number -> TestMix.of(number).descriptor(EnumSet.of(MixRole.RELAY)))
            .toList();

    assertThat(MixView.of(EPOCH, relays, MAX_ACTIVE).isStratified()).isFalse();
  }

  @Test
  void shouldDrawAboutAsManyMixesAsShallBeActive() {
    assertThat(view(EPOCH, MAX_ACTIVE).active()).hasSize(MAX_ACTIVE);
    int sum = 0;
    for (int epoch = 0; epoch < 20; epoch++) {
      sum += view(epoch, 400).active().size();
    }

    // 400 of a threshold for 512: 93.75 on average, with a standard deviation of 1.9.
    assertThat(sum / 20.0).isBetween(85.0, 102.0);
  }

  @Test
  void shouldDrawOthersInAnotherEpoch() {
    Set<MixId> first = ids(view(EPOCH, 400));
    Set<MixId> second = ids(view(EPOCH + 1, 400));

    assertThat(first).isNotEqualTo(second);
    second.retainAll(first);
    // A quarter of a quarter of 400 by chance.
    assertThat(second).hasSizeBetween(8, 40);
  }

  /** Views that differ by a mix must not differ in what they draw of the others. */
  @Test
  void shouldDrawTheSameOfViewsThatDifferALittle() {
    Set<MixId> with = ids(view(EPOCH, 400));
    Set<MixId> without = ids(view(EPOCH, 399));
    with.remove(TestMix.of(399).id());

    assertThat(without).isEqualTo(with);
  }

  private static Set<MixId> ids(MixView view) {
    Set<MixId> ids = new HashSet<>();
    view.active().forEach(mix -> ids.add(mix.id()));
    return ids;
  }
}

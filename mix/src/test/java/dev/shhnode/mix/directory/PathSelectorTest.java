// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static dev.shhnode.mix.directory.TestMix.CONFIG;
import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TestRandom;
import dev.shhnode.mix.sphinx.MixId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class PathSelectorTest {

  private static final int TRIES = 200;
  private static final MixView STRATIFIED = view(TestMix.descriptors(40));
  private static final MixView FREE = view(TestMix.descriptors(6));

  private final SplittableRandom random = new SplittableRandom(1);
  private final Reliability reliability = new Reliability();
  private final Guards guards = Guards.draw(TestRandom.of(1), NOW);
  private final PathSelector selector =
      new PathSelector(TestMix.of(999).node(), guards, reliability);

  private static MixView view(List<Descriptor> mixes) {
    return MixView.of(EPOCH, mixes, 120);
  }

  private Optional<List<Descriptor>> choose(MixView view, int hops, Set<MixId> avoid) {
    return selector.choose(view, hops, avoid, random, 0);
  }

  private List<List<Descriptor>> many(MixView view, int hops) {
    return Stream.generate(() -> choose(view, hops, Set.of()).orElseThrow()).limit(TRIES).toList();
  }

  @Test
  void shouldEnterAtALaterLayerForFewerHops() {
    for (int hops = 1; hops <= MixView.LAYERS; hops++) {
      for (List<Descriptor> path : many(STRATIFIED, hops)) {
        assertThat(path).hasSize(hops);
        for (int hop = 0; hop < hops; hop++) {
          assertThat(STRATIFIED.layers().get(MixView.LAYERS - hops + hop)).contains(path.get(hop));
        }
      }
    }
  }

  @Test
  void shouldTakeMixesThatDifferWhereThereAreNoLayers() {
    assertThat(FREE.isStratified()).isFalse();
    assertThat(many(FREE, 3))
        .allMatch(path -> path.size() == 3 && new HashSet<>(path).size() == 3)
        .anyMatch(path -> !path.equals(many(FREE, 3).get(0)));
  }

  @Test
  void shouldGiveEachPlaceAMixWithTheRoleForIt() {
    MixView view =
        view(
            Stream.concat(
                    IntStream.range(0, 3)
                        .mapToObj(n -> TestMix.of(n).descriptor(EnumSet.of(MixRole.RELAY))),
                    IntStream.range(3, 5)
                        .mapToObj(n -> TestMix.of(n).descriptor(EnumSet.of(MixRole.EXIT))))
                .toList());

    assertThat(many(view, 3))
        .allMatch(path -> path.get(0).canBe(false) && path.get(1).canBe(false))
        .allMatch(path -> path.get(2).canBe(true));
  }

  @Test
  void shouldLeaveOutNoneOfSoFewThatAllAreNeeded() {
    List<Descriptor> three = TestMix.descriptors(3);
    for (int loss = 0; loss < 100; loss++) {
      reliability.lost(three.stream().map(Descriptor::id).toList(), 0);
    }

    assertThat(many(view(three), 3)).allMatch(path -> new HashSet<>(path).size() == 3);
  }

  @Test
  void shouldEnterByAGuardOnly() {
    List<Descriptor> entries = guards.among(STRATIFIED.layers().get(0));

    assertThat(selector.entries(STRATIFIED, 3, 0)).isEqualTo(entries).hasSize(Guards.COUNT);
    assertThat(many(STRATIFIED, 3).stream().map(path -> path.get(0)).distinct())
        .containsExactlyInAnyOrderElementsOf(entries);
  }

  @Test
  void shouldUseAllMixesBehindTheGuards() {
    assertThat(many(STRATIFIED, 3).stream().map(path -> path.get(1)).distinct())
        .hasSameSizeAs(STRATIFIED.layers().get(1));
  }

  @Test
  void shouldEnterByOtherGuardsOnceTheyAreDrawn() {
    Guards others = Guards.draw(TestRandom.of(2), NOW);
    selector.setGuards(others);

    assertThat(selector.entries(STRATIFIED, 3, 0))
        .isEqualTo(others.among(STRATIFIED.layers().get(0)))
        .isNotEqualTo(guards.among(STRATIFIED.layers().get(0)));
  }

  @Test
  void shouldTakeAnotherGuardForOneThatIsDown() {
    Descriptor first = selector.entries(STRATIFIED, 3, 0).get(0);
    reliability.down(first.id(), 0);

    assertThat(selector.entries(STRATIFIED, 3, 0)).doesNotContain(first).hasSize(Guards.COUNT);
  }

  /** Until the next epoch nobody could post otherwise. */
  @Test
  void shouldTakeFreePathsWhereAWholeLayerIsDown() {
    STRATIFIED.layers().get(1).forEach(mix -> reliability.down(mix.id(), 0));

    assertThat(many(STRATIFIED, 3))
        .allMatch(path -> path.size() == 3 && new HashSet<>(path).size() == 3)
        .allMatch(path -> path.stream().noneMatch(STRATIFIED.layers().get(1)::contains))
        .allMatch(path -> STRATIFIED.layers().get(0).contains(path.get(0)));
    assertThat(many(STRATIFIED, 1))
        .as("a layer that is not down")
        .allMatch(path -> STRATIFIED.layers().get(2).contains(path.get(0)));
  }

  @Test
  void shouldNeverLeadOverItself() {
    Descriptor self = FREE.active().get(0);
    PathSelector ofAMix = new PathSelector(self.node(), guards, reliability);

    for (int i = 0; i < TRIES; i++) {
      assertThat(ofAMix.choose(FREE, 3, Set.of(), random, 0).orElseThrow()).doesNotContain(self);
    }
  }

  @Test
  void shouldTakeEachMixOfAPathFromAnotherSubnet() {
    List<Descriptor> mixes =
        IntStream.range(0, 6)
            .mapToObj(n -> TestMix.at(n, Bytes.of(203, n / 2, 113, n)).descriptor())
            .toList();

    assertThat(many(view(mixes), 3))
        .allMatch(path -> path.stream().map(Subnet::of).distinct().count() == 3);
  }

  @Test
  void shouldRefuseAPathOfOneOperator() {
    List<Descriptor> mixes =
        IntStream.range(0, 6)
            .mapToObj(n -> TestMix.at(n, Bytes.of(203, 0, 113, n)).descriptor())
            .toList();

    assertThat(choose(view(mixes), 1, Set.of())).isPresent();
    assertThat(choose(view(mixes), 2, Set.of())).isEmpty();
  }

  /** They are of one operator anyway: a network of one's own, or of tests. */
  @Test
  void shouldTakeLoopbackAddressesAsTheyAre() {
    List<Descriptor> mixes =
        IntStream.range(0, 3)
            .mapToObj(n -> TestMix.at(n, Bytes.of(127, 0, 0, 1)).descriptor())
            .toList();

    assertThat(choose(view(mixes), 3, Set.of())).isPresent();
  }

  /** Which guard it is must not show whether a post is sent again. */
  @Test
  void shouldAvoidMixesBehindTheEntryWherePossible() {
    Set<MixId> avoid = Set.of(FREE.active().get(0).id(), FREE.active().get(1).id());

    for (int i = 0; i < TRIES; i++) {
      assertThat(choose(FREE, 3, avoid).orElseThrow().subList(1, 3))
          .noneMatch(mix -> avoid.contains(mix.id()));
    }
  }

  @Test
  void shouldTakeAMixThatIsToBeAvoidedRatherThanNone() {
    Set<MixId> all = new HashSet<>();
    FREE.active().forEach(mix -> all.add(mix.id()));

    assertThat(choose(FREE, 3, all)).isPresent();
  }

  @Test
  void shouldFindNoPathWhereThereIsNone() {
    MixView relays =
        view(
            IntStream.range(0, 5)
                .mapToObj(n -> TestMix.of(n).descriptor(EnumSet.of(MixRole.RELAY)))
                .toList());

    assertThat(choose(view(List.of()), 1, Set.of())).isEmpty();
    assertThat(choose(view(TestMix.descriptors(2)), 3, Set.of())).isEmpty();
    assertThat(choose(relays, 1, Set.of())).as("without an exit").isEmpty();
  }

  /** One of three mixes that loses packets must not end all paths over three. */
  @Test
  void shouldFindAPathThoughAllMixesSeemUnreliable() {
    MixView three = view(TestMix.descriptors(3));
    for (int i = 0; i < 200; i++) {
      reliability.lost(three.active().stream().map(Descriptor::id).toList(), 0);
    }

    assertThat(choose(three, 3, Set.of())).isPresent();
  }

  @Test
  void shouldPreferReliableMixes() {
    MixView two = view(TestMix.descriptors(2));
    MixId bad = two.active().get(0).id();
    for (int i = 0; i < 200; i++) {
      reliability.lost(List.of(bad), 0);
    }

    assertThat(many(two, 1)).noneMatch(path -> path.get(0).id().equals(bad));
  }

  @Test
  void shouldAskThoseForMixesThatWouldBeGuards() {
    Directory directory = new Directory(CONFIG, TestMix.of(999).node());
    for (int number = 0; number < 10; number++) {
      directory.offer(TestMix.of(number).record(), TestMix.of(998).node(), NOW);
    }
    directory.offerOwn(TestMix.of(999).record(), NOW);

    assertThat(selector.informants(directory))
        .isEqualTo(guards.among(TestMix.descriptors(10)))
        .hasSize(Guards.COUNT);
  }

  /** Somebody may run any number of them. */
  @Test
  void shouldTakeOnePrivateMixAtMostWhereOthersArePublic() {
    List<Descriptor> mixes = new ArrayList<>(TestMix.descriptors(6));
    for (int number = 100; number < 103; number++) {
      mixes.add(TestMix.at(number, Bytes.of(number, 1, 1, 1)).descriptor());
    }

    selector.onLinkedInPublic();

    assertThat(many(view(mixes), 3)).allMatch(path -> privateOnes(path) <= 1);
    mixes.stream()
        .filter(mix -> Subnet.of(mix).isPresent())
        .forEach(mix -> reliability.down(mix.id(), 0));
    assertThat(choose(view(mixes), 3, Set.of())).as("not because the others are down").isEmpty();
  }

  private static long privateOnes(List<Descriptor> path) {
    return path.stream().filter(mix -> Subnet.of(mix).isEmpty()).count();
  }

  /** Anybody can invent one, and a mix of theirs may be reached from elsewhere too. */
  @Test
  void shouldLeadOverPrivateMixesThoughAFewArePublic() {
    List<Descriptor> mixes = new ArrayList<>(TestMix.descriptors(5));
    mixes.add(TestMix.at(100, Bytes.of(203, 0, 113, 1)).descriptor());
    selector.onLinkedInPublic();

    assertThat(many(view(mixes), 3)).anyMatch(path -> privateOnes(path) == 3);
  }

  @Test
  void shouldLeadOverPrivateMixesInAPrivateNetwork() {
    List<Descriptor> mixes = new ArrayList<>(TestMix.descriptors(5));
    for (int number = 100; number < 103; number++) {
      mixes.add(TestMix.at(number, Bytes.of(number, 1, 1, 1)).descriptor());
    }

    assertThat(many(view(mixes), 3)).anyMatch(path -> privateOnes(path) == 3);
  }

  /** There are some in the other layers, by which it must not be led elsewhere. */
  @Test
  void shouldWaitWhereAllOfTheEntryLayerAreDown() {
    MixView small = view(TestMix.descriptors(12));
    assertThat(small.layers().get(0)).hasSizeLessThan(Guards.CANDIDATES);
    small.layers().get(0).forEach(mix -> reliability.down(mix.id(), 0));

    assertThat(choose(small, 3, Set.of())).isEmpty();
    assertThat(selector.entries(small, 3, 0)).isEmpty();
    assertThat(selector.hasPath(small, 3)).isTrue();
  }

  /** Who can cut connections must not lead this node to a mix of his own. */
  @Test
  void shouldEnterByFewMixesHoweverManyAreDown() {
    Set<Descriptor> used = new HashSet<>();
    for (int cut = 0; cut < 20; cut++) {
      List<Descriptor> entries = selector.entries(STRATIFIED, 3, 0);
      used.addAll(entries);
      entries.forEach(mix -> reliability.down(mix.id(), 0));
    }

    assertThat(used).hasSize(Guards.CANDIDATES);
    assertThat(choose(STRATIFIED, 3, Set.of())).as("posts wait").isEmpty();
    assertThat(selector.choose(STRATIFIED, 3, Set.of(), random, 60_000_000_000L))
        .as("until guards are tried again")
        .isPresent();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TestRandom;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.directory.MixView;
import dev.shhnode.mix.directory.PathSelector;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.rlpx.peers.Enode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class WantedLinksTest {

  private static final long KEPT = Duration.ofMinutes(10).toNanos();

  private final TestMix self = TestMix.of(1);
  private final Guards guards = Guards.draw(TestRandom.of(1), NOW);
  private final Enode told = new Enode(TestMix.of(999).node(), "127.0.0.1", 30_303, 0);
  private final Directory directory =
      new Directory(
          TestCore.config(Set.of(), TrafficProfile.STD), self.node(), Map.of(), Bytes32.ZERO);
  private final Reliability reliability = new Reliability();
  private final Links links =
      new Links(directory, new Reliability(), new TestListener(), () -> {}, unknown -> {});

  private WantedLinks of(Set<MixRole> roles) {
    PathSelector selector = new PathSelector(self.node(), guards, reliability);
    return new WantedLinks(
        TestCore.config(roles, TrafficProfile.STD),
        self.node(),
        List.of(told),
        directory,
        selector,
        links);
  }

  private void learn(int from, int to) {
    for (int number = from; number < to; number++) {
      directory.offer(TestMix.of(number).record(), TestMix.of(998).node(), NOW);
    }
  }

  private void need(TestMix mix, long now) {
    links.send(mix.id(), Bytes.of(1), PacketKind.FORWARDED, self.id(), now);
  }

  private static List<PublicKey> ids(List<Enode> nodes) {
    return nodes.stream().map(Enode::id).toList();
  }

  @Test
  void shouldWantTheNodesItWasToldOfWhileItKnowsNoMix() {
    assertThat(of(Set.of()).wanted(EPOCH, Set.of(3), 0)).containsExactly(told);
  }

  @Test
  void shouldWantItsGuardsAndNoMoreAsASender() {
    learn(2, 42);
    List<Descriptor> entries = guards.among(directory.view(EPOCH).layers().get(0));
    List<Descriptor> informants =
        guards.among(directory.entries().stream().map(Directory.Entry::descriptor).toList());

    List<PublicKey> wanted = ids(of(Set.of()).wanted(EPOCH, Set.of(3), 0));

    assertThat(wanted)
        .startsWith(entries.get(0).node(), entries.get(1).node(), entries.get(2).node())
        .containsAll(informants.stream().map(Descriptor::node).toList())
        .endsWith(told.id())
        .hasSizeLessThanOrEqualTo(7);
  }

  /** A network that was away for a moment takes all of them down, and nothing else dials them. */
  @Test
  void shouldWantItsGuardsThoughTheyAreDown() {
    learn(2, 42);
    List<Descriptor> layer = directory.view(EPOCH).layers().get(0);
    layer.forEach(mix -> reliability.down(mix.id(), 0));

    List<PublicKey> wanted = ids(of(Set.of()).wanted(EPOCH, Set.of(3), 0));

    assertThat(wanted).containsAll(guards.among(layer).stream().map(Descriptor::node).toList());
  }

  @Test
  void shouldWantTheNextLayerAsAMix() {
    learn(1, 42);
    MixView view = directory.view(EPOCH);
    int next = (view.layerOf(self.id()).orElseThrow() + 1) % MixView.LAYERS;

    assertThat(ids(of(TestMix.ALL_ROLES).wanted(EPOCH, Set.of(), 0)))
        .containsAll(view.layers().get(next).stream().map(Descriptor::node).toList());
  }

  @Test
  void shouldNeverWantItself() {
    learn(1, 6);
    need(self, 0);

    assertThat(ids(of(TestMix.ALL_ROLES).wanted(EPOCH, Set.of(1, 2, 3), 0)))
        .doesNotContain(self.node())
        .contains(TestMix.of(5).node());
  }

  @Test
  void shouldWantFirstWhatPacketsWaitForAndKeepItForAWhile() {
    learn(2, 42);
    WantedLinks links = of(Set.of());
    TestMix far =
        TestMix.of(
            IntStream.range(2, 42)
                .filter(n -> !ids(links.wanted(EPOCH, Set.of(3), 0)).contains(TestMix.of(n).node()))
                .findFirst()
                .orElseThrow());
    need(far, 0);

    assertThat(ids(links.wanted(EPOCH, Set.of(3), 0))).startsWith(far.node());
    this.links.onTime(Links.DIAL_PATIENCE.toNanos());
    assertThat(ids(links.wanted(EPOCH, Set.of(3), KEPT))).startsWith(far.node());
    assertThat(ids(links.wanted(EPOCH, Set.of(3), KEPT + 1))).doesNotContain(far.node());
  }

  /** Any sender can name mixes; the guards keep their places. */
  @Test
  void shouldNotLetPacketsOfOthersTakeAllPlaces() {
    learn(2, 200);
    for (int number = 2; number < 200; number++) {
      need(TestMix.of(number), 0);
    }

    List<PublicKey> wanted = ids(of(TestMix.ALL_ROLES).wanted(EPOCH, Set.of(3), 0));

    assertThat(wanted).hasSizeLessThanOrEqualTo(WantedLinks.MAX_LINKS);
    List<Descriptor> entries = guards.among(directory.view(EPOCH).layers().get(0));
    assertThat(wanted).containsAll(entries.stream().map(Descriptor::node).toList());
    Set<PublicKey> latest =
        IntStream.range(200 - WantedLinks.MAX_LINKS / 2, 200)
            .mapToObj(n -> TestMix.of(n).node())
            .collect(Collectors.toSet());
    assertThat(wanted.subList(0, WantedLinks.MAX_LINKS / 2))
        .containsExactlyInAnyOrderElementsOf(latest);
  }

  @Test
  void shouldNotWantWhatItDoesNotKnow() {
    links.send(
        new MixId(Bytes.repeat((byte) 1, MixId.SIZE)), Bytes.of(1), PacketKind.POST, self.id(), 0);

    assertThat(of(Set.of()).wanted(EPOCH, Set.of(3), 0)).containsExactly(told);
  }

  @Test
  void shouldTakeALinkForIdleAfterAWhile() {
    MixLink link = links.open(TestMix.of(2).node(), new TestPeer(2), 0);

    assertThat(of(Set.of()).isIdle(link, KEPT)).isFalse();
    assertThat(of(Set.of()).isIdle(link, KEPT + 1)).isTrue();
  }

  /** A link that was needed is kept for a while, whatever names somebody makes up. */
  @Test
  void shouldKeepWhatWasNeededFromNamesThatNobodyHas() {
    learn(2, 42);
    WantedLinks wanted = of(Set.of());
    TestMix far = TestMix.of(41);
    need(far, 0);
    wanted.wanted(EPOCH, Set.of(3), 0);
    links.onTime(Links.DIAL_PATIENCE.toNanos());
    for (int number = 1_000; number < 1_000 + WantedLinks.MAX_LINKS; number++) {
      need(TestMix.of(number), 1);
    }

    assertThat(ids(wanted.wanted(EPOCH, Set.of(3), 1))).startsWith(far.node());
  }
}

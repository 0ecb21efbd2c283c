// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixInfo;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.mix.wire.LinkMessage.Credit;
import dev.shhnode.mix.wire.LinkMessage.Descriptors;
import dev.shhnode.mix.wire.LinkMessage.GetDescriptors;
import dev.shhnode.mix.wire.LinkMessage.Packet;
import dev.shhnode.mix.wire.LinkMessage.Status;
import dev.shhnode.rlpx.peers.Enode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MixCoreLinksTest {

  private static final Packet JUNK = new Packet(Bytes.repeat((byte) 9, Geometry.MIX1.packetSize()));

  private final TestCore node =
      new TestCore(TestCore.config(TestMix.ALL_ROLES, TrafficProfile.OFF));
  private final TestPeer peer = new TestPeer(1);

  static Stream<LinkMessage> messagesBeforeStatus() {
    return Stream.of(
        JUNK,
        new Credit(250),
        new Descriptors(List.of(TestMix.of(5).record())),
        new GetDescriptors(Bytes.EMPTY, Bytes32.ZERO));
  }

  @Test
  void shouldSayFirstWhatItIs() {
    node.open(peer);

    assertThat(peer.told.get(0))
        .isEqualTo(TestPeer.status(EPOCH, node.core.view(node.now()).digest()));
    assertThat(peer.told.subList(1, 3))
        .extracting(Object::getClass)
        .containsExactly(Credit.class, GetDescriptors.class);
  }

  @ParameterizedTest
  @MethodSource("messagesBeforeStatus")
  void shouldTakeNothingBeforeTheStatus(LinkMessage message) {
    MixLink link = node.open(peer);
    int told = peer.told.size();

    node.say(link, message);

    assertThat(node.listener.drops).containsOnlyKeys(MixDrop.NO_STATUS);
    assertThat(peer.told).hasSize(told);
    assertThat(node.core.status(node.now()).known()).isZero();
  }

  static Stream<Status> statusOfOthers() {
    Status ours = TestPeer.status();
    return Stream.of(
        new Status(2, ours.network(), EPOCH, ours.geometryHash(), Bytes32.ZERO, 3),
        new Status(1, ours.network() + 1, EPOCH, ours.geometryHash(), Bytes32.ZERO, 3),
        new Status(1, ours.network(), EPOCH, Bytes32.ZERO, Bytes32.ZERO, 3));
  }

  @ParameterizedTest
  @MethodSource("statusOfOthers")
  void shouldHangUpOnWhoeverIsOfAnotherNetwork(Status status) {
    MixLink link = node.open(peer);

    node.say(link, status);
    node.say(link, TestPeer.status());
    node.say(link, JUNK);
    node.run(Duration.ofMinutes(1));

    assertThat(peer.hangUps).containsExactly("another mix network");
    assertThat(node.listener.drops).isEmpty();
    assertThat(node.core.status(node.now()).links()).isZero();
  }

  @Test
  void shouldSpeakWithWhoeverHasAnotherEpoch() {
    MixLink link = node.open(peer);

    node.say(link, TestPeer.status(EPOCH + 9, Bytes32.ZERO));

    assertThat(node.core.status(node.now()).links()).isOne();
  }

  /** Else whoever connects and says nothing would keep all places that there are for links. */
  @Test
  void shouldHangUpOnWhoeverDoesNotSayWhatItIs() {
    MixLink link = node.open(peer);

    node.run(Duration.ofSeconds(29));
    assertThat(peer.hangUps).isEmpty();
    node.run(Duration.ofSeconds(100));

    assertThat(peer.hangUps).containsExactly("no status");
    node.say(link, TestPeer.status());
    assertThat(node.core.status(node.now()).links()).isZero();
  }

  @Test
  void shouldHangUpOnALinkThatNobodyUses() {
    node.connect(peer);

    node.run(Duration.ofSeconds(599));
    assertThat(peer.hangUps).isEmpty();
    node.run(Duration.ofSeconds(3));

    assertThat(peer.hangUps).startsWith("idle");
  }

  @Test
  void shouldKeepALinkThatIsUsedOrWanted() {
    TestPeer mix = new TestPeer(2);
    MixLink link = node.connect(peer);
    MixLink wanted = node.connect(mix);
    node.tellOf(wanted, mix.mix);
    for (int minute = 0; minute < 20; minute++) {
      node.run(Duration.ofMinutes(1));
      node.say(link, JUNK);
    }

    assertThat(node.wanted).extracting(Enode::id).contains(mix.mix.node());
    assertThat(peer.hangUps).isEmpty();
    assertThat(mix.hangUps).isEmpty();
  }

  @Test
  void shouldLetAMixSendMoreThanOthers() {
    MixLink link = node.connect(peer);
    node.tellOf(link, peer.mix);

    node.run(Duration.ofSeconds(2));

    assertThat(link.isPromoted()).isTrue();
    assertThat(peer.told(Credit.class))
        .containsExactly(new Credit(MixLink.CLIENT_RATE), new Credit(MixLink.MIX_RATE));
  }

  @Test
  void shouldNotPromoteWhoeverIsNoMix() {
    MixLink link = node.connect(peer);
    node.tellOf(link, TestMix.of(2));

    node.run(Duration.ofSeconds(2));

    assertThat(link.isPromoted()).isFalse();
  }

  @Test
  void shouldAvoidAMixThatHasHungUp() {
    MixLink link = node.connect(peer);
    node.tellOf(link, peer.mix);

    node.core.linkClosed(link, node.now());

    assertThat(node.core.mixes(node.now()))
        .filteredOn(mix -> mix.enode().id().equals(peer.mix.node()))
        .singleElement()
        .satisfies(mix -> assertThat(mix.down()).isTrue())
        .satisfies(mix -> assertThat(mix.linked()).isFalse());
  }

  @Test
  void shouldNotAvoidAMixWhoseOtherLinkIsThere() {
    MixLink link = node.connect(peer);
    node.connect(new TestPeer(1));
    node.tellOf(link, peer.mix);

    node.core.linkClosed(link, node.now());

    assertThat(node.core.mixes(node.now())).singleElement().matches(mix -> !mix.down());
  }

  @Test
  void shouldNotAvoidAMixOnWhichItHasHungUpItself() {
    TestCore silent = new TestCore(TestCore.config(Set.of(), TrafficProfile.OFF));
    Map<TestPeer, MixLink> links = new HashMap<>();
    for (int number = 0; number <= Guards.COUNT; number++) {
      TestPeer each = new TestPeer(number);
      links.put(each, silent.connect(each));
      silent.tellOf(links.get(each), each.mix);
    }
    silent.run(Duration.ofSeconds(602));
    TestPeer left =
        links.keySet().stream().filter(each -> !each.hangUps.isEmpty()).findAny().orElseThrow();

    silent.core.linkClosed(links.get(left), silent.now());

    assertThat(silent.core.mixes(silent.now())).hasSize(links.size()).noneMatch(MixInfo::down);
  }

  @Test
  void shouldWantLinksWithTheMixesItHearsOfButNotWithItself() {
    MixLink link = node.connect(peer);
    node.tellOf(link, TestMix.of(2), TestMix.of(3));

    node.run(Duration.ofSeconds(2));

    assertThat(node.wanted)
        .extracting(Enode::id)
        .containsExactlyInAnyOrder(TestMix.of(2).node(), TestMix.of(3).node());
    assertThat(node.core.status(node.now()).known()).isEqualTo(3);
  }

  @Test
  void shouldGoOnTellingWhichMixesAreKnownWhenTheClockIsSetBack() {
    MixLink link = node.connect(peer);
    node.tellOf(link, peer.mix);
    node.run(Duration.ofSeconds(2));
    assertThat(node.known).containsKey(peer.mix.id());

    node.setClock(Duration.ofHours(-5));
    node.say(link, new Descriptors(List.of(TestMix.of(2).record(EPOCH - 5, 1))));
    node.run(Duration.ofMinutes(1));

    assertThat(node.known).containsKey(TestMix.of(2).id());
  }

  @Test
  void shouldDrawOtherGuardsAfterAWeek() {
    node.run(Duration.ofSeconds(5));
    assertThat(node.guardsDrawn).isEmpty();

    node.sleep(Duration.ofDays(7));
    node.sleep(Duration.ofSeconds(2));

    assertThat(node.guardsDrawn).hasSize(1);
  }

  @Test
  void shouldSendNothingWithoutRoleAndProfile() {
    TestCore silent = new TestCore(TestCore.config(Set.of(), TrafficProfile.OFF));
    MixLink link = silent.connect(peer);
    silent.tellOf(link, peer.mix, TestMix.of(2), TestMix.of(3));

    silent.run(Duration.ofMinutes(5));

    assertThat(peer.packets()).isEmpty();
    assertThat(silent.listener.sent).isEmpty();
    assertThat(peer.records()).as("of itself").isEmpty();
    assertThat(LinkCodec.codeOf(peer.told.get(0))).isZero();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.Descriptor;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.DelayClass;
import dev.shhnode.mix.sphinx.Hop;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.wire.LinkMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixCorePacketsTest {

  private static final Bytes ENVELOPE = Bytes.of(1, 2, 3);

  /** Beyond the longest delay that a packet can have. */
  private static final Duration LONG = Duration.ofSeconds(6);

  private final TestPeer peer = new TestPeer(1);
  private TestCore node = new TestCore(TestCore.config(TestMix.ALL_ROLES, TrafficProfile.OFF));
  private MixLink link = node.connect(peer);
  private Descriptor own = ownOf(node);

  private Descriptor ownOf(TestCore core) {
    core.run(Duration.ofSeconds(1));
    return core.own(peer);
  }

  private void startWith(Set<MixRole> roles) {
    node = new TestCore(TestCore.config(roles, TrafficProfile.OFF));
    link = node.connect(peer);
    own = ownOf(node);
  }

  private void bring(Bytes packet) {
    node.say(link, new LinkMessage.Packet(packet));
  }

  @Test
  void shouldFloodWhatComesOutHereAfterItsDelay() {
    bring(node.toExit(own, Command.FLOOD, ENVELOPE));
    assertThat(node.listener.mixed).isOne();
    assertThat(node.core.status(node.now()).poolPackets()).isOne();
    assertThat(node.flooded).isEmpty();

    node.run(LONG);

    assertThat(node.flooded).containsExactly(ENVELOPE);
    assertThat(node.listener.exits).isOne();
    assertThat(node.core.status(node.now()).poolPackets()).isZero();
  }

  @Test
  void shouldCountAnEnvelopeThatIsNotFlooded() {
    node.refusing = true;

    bring(node.toExit(own, Command.FLOOD, ENVELOPE));
    node.run(LONG);

    assertThat(node.listener.drops).containsEntry(MixDrop.EXIT_REFUSED, 1);
  }

  @Test
  void shouldPassOnWhatIsForAnother() {
    TestPeer next = new TestPeer(2);
    node.connect(next);

    bring(node.toRelay(own, next.mix.id()));
    assertThat(next.packets()).isEmpty();
    node.run(LONG);

    assertThat(next.packets()).hasSize(1);
    assertThat(node.listener.sent).containsEntry(PacketKind.FORWARDED, 1);
  }

  @Test
  void shouldMixPacketsInAnotherOrderThanTheyCame() {
    for (int number = 0; number < 20; number++) {
      bring(node.toExit(own, Command.FLOOD, Bytes.of(number)));
    }

    node.run(LONG);

    assertThat(node.flooded).hasSize(20).isNotEqualTo(node.flooded.stream().sorted().toList());
  }

  @Test
  void shouldPassNothingOnWithoutTheRoleOfARelay() {
    startWith(EnumSet.of(MixRole.EXIT));

    bring(node.toRelay(own, TestMix.of(2).id()));
    assertThat(node.listener.drops).containsExactly(Map.entry(MixDrop.NO_ROLE, 1));

    bring(node.toExit(own, Command.FLOOD, ENVELOPE));
    node.run(LONG);
    assertThat(node.flooded).hasSize(1);
  }

  @Test
  void shouldFloodNothingWithoutTheRoleOfAnExit() {
    startWith(EnumSet.of(MixRole.RELAY));

    bring(node.toExit(own, Command.FLOOD, ENVELOPE));
    node.run(LONG);

    assertThat(node.listener.drops).containsExactly(Map.entry(MixDrop.NO_ROLE, 1));
    assertThat(node.flooded).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Command.class,
      names = {"FRAGMENT", "CROSSOVER", "FETCH"})
  void shouldRefuseWhatItDoesNotServe(Command command) {
    bring(node.toExit(own, command, ENVELOPE));

    assertThat(node.listener.drops).containsExactly(Map.entry(MixDrop.NOT_SERVED, 1));
  }

  @Test
  void shouldRefuseAReplyForAClient() {
    Hop hop = new Hop(own.id(), own.key(), DelayClass.NONE);
    Bytes packet =
        TestCore.SPHINX.seal(
            TestCore.SPHINX
                .createSurb(
                    List.of(hop), Bytes.wrap(new byte[15]), Bytes.wrap(new byte[16]), node.random)
                .surb(),
            ENVELOPE,
            Bytes.wrap(new byte[32]));

    bring(packet);

    assertThat(node.listener.drops).containsExactly(Map.entry(MixDrop.NOT_SERVED, 1));
  }

  @Test
  void shouldTakeCoverOfOthersWithoutAWord() {
    bring(node.toExit(own, Command.DROP, Bytes.EMPTY));
    bring(node.toExit(own, Command.DROP, Bytes.wrap(new byte[Loops.ID_SIZE])));
    node.run(LONG);

    assertThat(node.listener.drops).isEmpty();
    assertThat(node.listener.loopsReturned + node.listener.mixed).isZero();
  }

  @Test
  void shouldTellThatTheNextMixIsNotKnown() {
    bring(node.toRelay(own, new MixId(Bytes.repeat((byte) 5, MixId.SIZE))));
    node.run(LONG.plus(Links.DIAL_PATIENCE));

    assertThat(node.listener.drops).containsEntry(MixDrop.NO_ROUTE, 1);
  }

  @Test
  void shouldTellThatTheNextMixCannotBeReached() {
    node.tellOf(link, TestMix.of(2));

    bring(node.toRelay(own, TestMix.of(2).id()));
    node.run(LONG.plus(Links.DIAL_PATIENCE));

    assertThat(node.listener.sent).doesNotContainKey(PacketKind.FORWARDED);
    assertThat(node.listener.drops).containsKey(MixDrop.UNREACHABLE);
  }

  /** A sender may name this very node as the next one. */
  @Test
  void shouldNotSendToItself() {
    bring(node.toRelay(own, own.id()));
    node.run(LONG.plus(Links.DIAL_PATIENCE));

    assertThat(node.listener.drops).containsEntry(MixDrop.UNREACHABLE, 1);
    assertThat(node.wanted).noneMatch(enode -> enode.id().equals(node.self.node()));
  }

  @Test
  void shouldSendDecoysWithAPacketThatIsAlone() {
    TestPeer next = amongMixes();

    bring(node.toRelay(own, next.mix.id()));
    node.run(LONG);

    assertThat(node.listener.sent).containsEntry(PacketKind.DECOY, PoolFloor.DECOYS);
  }

  @Test
  void shouldDropWhatDoesNotFitIntoThePool() {
    node = new TestCore(TestCore.config(TestMix.ALL_ROLES, TrafficProfile.OFF), 1_000_000);
    node.connect(peer);
    own = ownOf(node);
    int burst = 2 * MixLink.CLIENT_RATE;
    for (int i = 0; i < MixingPool.MAX_PACKETS + 3; i++) {
      if (i % burst == 0) {
        link = node.connect(new TestPeer(1 + i / burst));
      }
      bring(node.toExit(own, Command.FLOOD, ENVELOPE));
    }

    assertThat(node.core.status(node.now()).poolPackets()).isEqualTo(MixingPool.MAX_PACKETS);
    assertThat(node.listener.drops).containsExactly(Map.entry(MixDrop.POOL_FULL, 3));
  }

  /** A node with three mixes as neighbours, of which it tells the first. */
  private TestPeer amongMixes() {
    TestPeer next = new TestPeer(2);
    MixLink other = node.connect(next);
    node.connect(new TestPeer(3));
    node.tellOf(other, next.mix, TestMix.of(3), peer.mix);
    node.run(Duration.ofSeconds(2));
    return next;
  }

  /** One that always left last, or first, would be known by that. */
  @Test
  void shouldSendAPacketAtARandomPlaceAmongItsDecoys() {
    TestPeer next = amongMixes();
    Set<Integer> places = new HashSet<>();

    for (int i = 0; i < 20; i++) {
      node.run(Duration.ofSeconds(1));
      node.listener.order.clear();
      bring(node.toRelay(own, next.mix.id()));
      node.run(LONG);
      List<PacketKind> burst =
          node.listener.order.stream().filter(kind -> kind != PacketKind.LOOP).toList();
      assertThat(burst).hasSize(1 + PoolFloor.DECOYS);
      places.add(burst.indexOf(PacketKind.FORWARDED));
    }

    assertThat(places).contains(0, PoolFloor.DECOYS).hasSizeGreaterThan(3);
  }

  /** They may all be of one node, which knows them, as may what ends here. */
  @Test
  void shouldSendDecoysHoweverManyPacketsStrangersBring() {
    peer.told.clear();
    node = new TestCore(TestMix.CONFIG);
    link = node.connect(peer);
    own = ownOf(node);
    TestPeer next = amongMixes();
    node.tellOf(link, next.mix, TestMix.of(3), peer.mix);
    List<MixLink> strangers = new ArrayList<>();
    for (int number = 5; number < 8; number++) {
      MixLink stranger = node.connect(new TestPeer(number));
      node.tellOf(stranger, TestMix.of(number));
      strangers.add(stranger);
    }
    node.run(Duration.ofSeconds(2));
    assertThat(node.core.view(node.now()).active()).as("and this one").hasSize(4);
    node.listener.order.clear();

    for (int i = 0; i < PoolFloor.PACKETS; i++) {
      bring(node.toRelay(own, next.mix.id()));
    }
    for (MixLink stranger : strangers) {
      for (int i = 0; i < 4; i++) {
        node.say(stranger, new LinkMessage.Packet(node.toExit(own, Command.FLOOD, ENVELOPE)));
        bring(node.toExit(own, Command.DROP, Bytes.EMPTY));
      }
    }
    node.run(Duration.ofMillis(700));

    assertThat(node.listener.order).contains(PacketKind.FORWARDED, PacketKind.DECOY);
  }
}

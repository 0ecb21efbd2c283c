// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.MixId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinksTest {

  private static final long PATIENCE = Links.DIAL_PATIENCE.toNanos();
  private static final int SLOTS = 2 * MixLink.CLIENT_RATE;

  private static final MixId FROM = TestMix.of(97).id();

  private final TestMix known = TestMix.of(1);
  private final TestMix stranger = TestMix.of(2);
  private final Directory directory =
      new Directory(TestMix.CONFIG, TestMix.of(99).node(), Map.of(), Bytes32.ZERO);
  private final Reliability reliability = new Reliability();
  private final TestListener listener = new TestListener();
  private final List<MixId> unknown = new ArrayList<>();
  private int wanted;
  private final Links links =
      new Links(directory, reliability, listener, () -> wanted++, unknown::add);

  @BeforeEach
  void tellOfAMix() {
    directory.offer(known.record(), TestMix.of(98).node(), NOW);
  }

  private boolean send(TestMix to, PacketKind kind) {
    return links.send(to.id(), Bytes.of(1), kind, FROM, 0);
  }

  private MixLink open(TestPeer peer) {
    return links.open(peer.mix.node(), peer, 0);
  }

  private MixLink openReady(TestPeer peer, long now) {
    MixLink link = open(peer);
    link.setStatus(TestPeer.status());
    links.onReady(link, now);
    return link;
  }

  @Test
  void shouldSendOverALinkThatIsReady() {
    TestPeer peer = new TestPeer(1);
    openReady(peer, 0);

    assertThat(send(known, PacketKind.POST)).isTrue();

    assertThat(peer.packets()).hasSize(1);
    assertThat(listener.sent).containsEntry(PacketKind.POST, 1);
    assertThat(wanted).isZero();
  }

  @Test
  void shouldHaveAMixDialledOnceForAllThatWaitsForIt() {
    send(known, PacketKind.FORWARDED);
    send(known, PacketKind.FORWARDED);
    send(stranger, PacketKind.FORWARDED);
    send(stranger, PacketKind.FORWARDED);

    assertThat(wanted).isEqualTo(2);
    assertThat(unknown).containsExactly(stranger.id());
    assertThat(links.waitedFor()).containsExactly(known.id(), stranger.id());
  }

  @Test
  void shouldSendWhatWaitsOnceTheLinkIsReady() {
    links.send(known.id(), Bytes.of(1), PacketKind.POST, FROM, 0);
    links.send(stranger.id(), Bytes.of(2), PacketKind.POST, FROM, 0);
    links.send(known.id(), Bytes.of(3), PacketKind.POST, FROM, 0);
    TestPeer peer = new TestPeer(1);

    openReady(peer, 1);

    assertThat(peer.packets()).containsExactly(Bytes.of(1), Bytes.of(3));
    assertThat(links.waitedFor()).containsExactly(stranger.id());
    links.onTime(PATIENCE);
    assertThat(listener.drops).containsOnlyKeys(MixDrop.NO_ROUTE);
  }

  @Test
  void shouldWaitForAStatusBeforeItSends() {
    TestPeer peer = new TestPeer(1);
    open(peer);

    assertThat(send(known, PacketKind.POST)).isTrue();

    assertThat(peer.packets()).isEmpty();
    assertThat(links.readyCount()).isZero();
  }

  @Test
  void shouldLetABoundedNumberOfPacketsWaitForOneMix() {
    for (int i = 0; i < Links.MAX_WAITING_FOR_ONE; i++) {
      assertThat(send(known, PacketKind.FORWARDED)).isTrue();
    }

    assertThat(send(known, PacketKind.FORWARDED)).isFalse();
    assertThat(listener.drops).containsEntry(MixDrop.LINK_FULL, 1);
    assertThat(send(stranger, PacketKind.FORWARDED)).isTrue();
  }

  @Test
  void shouldLetABoundedNumberOfPacketsWaitForAll() {
    int mixes = Links.MAX_WAITING / Links.MAX_WAITING_FOR_ONE;
    for (int mix = 0; mix <= mixes; mix++) {
      directory.offer(TestMix.of(mix).record(), TestMix.of(98).node(), NOW);
    }
    for (int mix = 0; mix < mixes; mix++) {
      for (int i = 0; i < Links.MAX_WAITING_FOR_ONE; i++) {
        assertThat(send(TestMix.of(mix), PacketKind.FORWARDED)).isTrue();
      }
    }

    assertThat(send(TestMix.of(mixes), PacketKind.FORWARDED)).isFalse();
    assertThat(listener.drops).containsEntry(MixDrop.LINK_FULL, 1);

    links.onTime(PATIENCE);
    assertThat(links.waitedFor()).isEmpty();
    assertThat(send(TestMix.of(mixes), PacketKind.FORWARDED)).as("once there is room").isTrue();
  }

  @Test
  void shouldHavePatienceAndThenTellWhatWasMissing() {
    send(known, PacketKind.POST);
    send(stranger, PacketKind.POST);
    assertThat(links.nextDeadline(Long.MAX_VALUE, 0)).isEqualTo(PATIENCE);

    links.onTime(PATIENCE - 1);
    assertThat(listener.drops).isEmpty();
    links.onTime(PATIENCE);

    assertThat(listener.drops)
        .containsEntry(MixDrop.UNREACHABLE, 1)
        .containsEntry(MixDrop.NO_ROUTE, 1);
    assertThat(reliability.isDown(known.id(), PATIENCE)).isTrue();
    assertThat(reliability.isDown(stranger.id(), PATIENCE)).isFalse();
    assertThat(links.nextDeadline(77, PATIENCE)).isEqualTo(77);
  }

  /** Somebody could send packets to so many mixes that not all of them can be dialled in time. */
  @Test
  void shouldNotAvoidAMixBecauseOfPacketsOfOthers() {
    send(known, PacketKind.FORWARDED);

    links.onTime(PATIENCE);

    assertThat(listener.drops).containsEntry(MixDrop.UNREACHABLE, 1);
    assertThat(reliability.isDown(known.id(), PATIENCE)).isFalse();
  }

  @Test
  void shouldUseAMixAgainOnceItIsLinked() {
    reliability.down(known.id(), 0);

    openReady(new TestPeer(1), 1);

    assertThat(reliability.isDown(known.id(), 1)).isFalse();
  }

  @Test
  void shouldTellWhatGivesWayFromALinkThatIsFull() {
    openReady(new TestPeer(1), 0);
    for (int i = 0; i < SLOTS + MixLink.MAX_QUEUE; i++) {
      assertThat(send(known, PacketKind.FORWARDED)).isTrue();
    }

    assertThat(send(known, PacketKind.FORWARDED)).isFalse();
    assertThat(send(known, PacketKind.COVER)).isFalse();
    assertThat(send(known, PacketKind.POST)).isFalse();

    assertThat(listener.drops)
        .containsEntry(MixDrop.LINK_FULL, 1)
        .containsEntry(MixDrop.OWN_GAVE_WAY, 2);
  }

  @Test
  void shouldSendWhatWaitsForASlotInTime() {
    TestPeer peer = new TestPeer(1);
    openReady(peer, 0);
    for (int i = 0; i < SLOTS + 1; i++) {
      send(known, PacketKind.FORWARDED);
    }
    long next = links.nextDeadline(Long.MAX_VALUE, 0);
    assertThat(next).isLessThan(100_000_000L);

    links.onTime(next);

    assertThat(peer.packets()).hasSize(SLOTS + 1);
    assertThat(links.nextDeadline(Long.MAX_VALUE, next)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldCountWhatIsLostWithALink() {
    MixLink link = openReady(new TestPeer(1), 0);
    for (int i = 0; i < SLOTS + 7; i++) {
      send(known, PacketKind.FORWARDED);
    }

    links.close(link);

    assertThat(listener.drops).containsExactly(Map.entry(MixDrop.UNREACHABLE, 7));
    assertThat(links.all()).isEmpty();
  }

  @Test
  void shouldUseTheOtherOfTwoLinksWithANode() {
    TestPeer second = new TestPeer(1);
    MixLink first = openReady(new TestPeer(1), 0);
    MixLink other = openReady(second, 0);
    assertThat(links.readyCount()).isOne();

    links.close(first);
    send(known, PacketKind.POST);
    links.close(first);

    assertThat(second.packets()).hasSize(1);
    links.close(other);
    assertThat(links.ready(known.id())).isEmpty();
  }

  @Test
  void shouldCountMixesApartFromOtherNodes() {
    openReady(new TestPeer(1), 0);
    openReady(new TestPeer(2), 0).promote(0);
    assertThat(links.mixCount(directory.view(EPOCH))).as("too few witnesses").isZero();

    directory.offer(known.record(), TestMix.of(97).node(), NOW);

    assertThat(links.mixCount(directory.view(EPOCH))).isOne();
    assertThat(links.readyCount()).isEqualTo(2);
  }

  /** Of a node that brings packets for mixes that cannot be dialled. */
  private boolean bring(MixId from, MixId next) {
    return links.send(next, Bytes.of(1), PacketKind.FORWARDED, from, 0);
  }

  private static MixId invented(int number) {
    return new MixId(
        Bytes.concatenate(
            Bytes.repeat((byte) 9, MixId.SIZE - Integer.BYTES), Bytes.ofUnsignedInt(number)));
  }

  @Test
  void shouldKeepTheRoomOfMixesFromNamesThatSomebodyInvents() {
    for (int number = 0; number < Links.MAX_WAITING; number++) {
      bring(FROM, invented(number));
    }

    assertThat(links.waitedFor()).hasSize(Links.MAX_WAITING_FOR_UNKNOWN);
    assertThat(bring(FROM, known.id())).isTrue();
  }

  @Test
  void shouldLetWhoeverBringsMostGiveWay() {
    MixId modest = TestMix.of(96).id();
    for (int number = 0; number < Links.MAX_WAITING_FOR_UNKNOWN; number++) {
      bring(FROM, invented(number));
    }
    assertThat(bring(FROM, stranger.id())).isFalse();

    for (int i = 0; i < Links.MAX_WAITING_FOR_UNKNOWN / 2; i++) {
      assertThat(bring(modest, invented(1_000 + i))).isTrue();
    }

    assertThat(bring(modest, stranger.id())).as("more than its half").isFalse();
    assertThat(links.waitedFor())
        .hasSize(Links.MAX_WAITING_FOR_UNKNOWN)
        .contains(invented(0), invented(1_000));
  }
}

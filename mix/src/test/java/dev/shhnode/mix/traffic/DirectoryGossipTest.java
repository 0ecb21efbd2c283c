// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static dev.shhnode.mix.directory.TestMix.CONFIG;
import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NETWORK;
import static dev.shhnode.mix.directory.TestMix.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.MixDrop;
import dev.shhnode.mix.directory.Directory;
import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.directory.Vicinity;
import dev.shhnode.mix.wire.LinkCodec;
import dev.shhnode.mix.wire.LinkMessage.Descriptors;
import dev.shhnode.mix.wire.LinkMessage.GetDescriptors;
import dev.shhnode.mix.wire.LinkMessage.Status;
import dev.shhnode.runtime.Moment;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class DirectoryGossipTest {

  private static final Bytes JUNK = Bytes.of(1);

  private final TestMix self = TestMix.of(100);
  private final TestListener listener = new TestListener();
  private final Directory directory = new Directory(CONFIG, self.node(), Map.of(), Bytes32.ZERO);
  private final Links links =
      new Links(directory, new Reliability(), listener, () -> {}, unknown -> {});
  private final DirectoryGossip gossip =
      new DirectoryGossip(CONFIG, directory, links, new SplittableRandom(1), listener, at(0));
  private final TestPeer alice = new TestPeer(1);
  private final TestPeer bob = new TestPeer(2);

  private static Moment at(long seconds) {
    return new Moment(NOW + seconds, seconds * 1_000_000_000L);
  }

  /** The wall clock was set back since the beginning. */
  private static Moment setBack(Duration by, long seconds) {
    Moment unchanged = at(seconds);
    return new Moment(unchanged.unixSeconds() - by.toSeconds(), unchanged.nanos());
  }

  private MixLink connect(TestPeer peer) {
    MixLink link = links.open(peer.mix.node(), peer, 0);
    gossip.onStatus(link, TestPeer.status());
    return link;
  }

  private MixLink connect(TestPeer peer, Bytes32 digest) {
    MixLink link = links.open(peer.mix.node(), peer, 0);
    gossip.onStatus(link, TestPeer.status(EPOCH, digest));
    return link;
  }

  private void tell(MixLink link, long seconds, Bytes... records) {
    gossip.onDescriptors(link, new Descriptors(List.of(records)), at(seconds));
  }

  private static List<Bytes> records(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> TestMix.of(number).record()).toList();
  }

  @Test
  void shouldPassOnWhatIsNewToAllButItsBearer() {
    MixLink link = connect(alice);
    connect(bob);
    TestPeer silent = new TestPeer(3);
    links.open(silent.mix.node(), silent, 0);

    tell(link, 0, TestMix.of(5).record());
    tell(link, 0, TestMix.of(5).record());

    assertThat(bob.records()).containsExactly(TestMix.of(5).record());
    assertThat(alice.records()).isEmpty();
    assertThat(silent.records()).isEmpty();
  }

  @Test
  void shouldPassOnItsOwnDescriptorToAll() {
    connect(alice);
    connect(bob);

    gossip.onOwn(self.record(), at(0));
    gossip.onOwn(self.record(), at(0));

    assertThat(alice.records()).containsExactly(self.record()).isEqualTo(bob.records());
  }

  @Test
  void shouldPassOnNothingThatIsRefused() {
    MixLink link = connect(alice);
    connect(bob);

    tell(link, 0, JUNK, TestMix.of(5).record(EPOCH - 5, 1));

    assertThat(bob.records()).isEmpty();
    assertThat(listener.drops)
        .containsEntry(MixDrop.BAD_DESCRIPTOR, 1)
        .containsEntry(MixDrop.STALE_DESCRIPTOR, 1);
  }

  @Test
  void shouldTakeNoMoreDescriptorsThanALinkMaySend() {
    MixLink link = connect(alice);
    for (int i = 0; i < 1_024 / LinkCodec.MAX_DESCRIPTORS; i++) {
      tell(link, 0, Collections.nCopies(LinkCodec.MAX_DESCRIPTORS, JUNK).toArray(new Bytes[0]));
    }
    assertThat(listener.drops).containsOnlyKeys(MixDrop.BAD_DESCRIPTOR);

    tell(link, 0, TestMix.of(5).record(), JUNK);

    assertThat(listener.drops).containsEntry(MixDrop.DESCRIPTOR_RATE, 1);
    assertThat(directory.size()).isZero();
    tell(link, 1, TestMix.of(5).record());
    assertThat(directory.size()).isOne();
  }

  /** Each may cost the check of a signature. */
  @Test
  void shouldTakeNoMoreUnknownDescriptorsThanAllLinksTogetherMaySend() {
    int links = Directory.MAX_MIXES / 1_024;
    tell(connect(alice), 0, TestMix.of(5).record());
    for (int number = 10; number < 11 + links; number++) {
      MixLink link = connect(new TestPeer(number));
      tell(link, 0, Collections.nCopies(1_000, JUNK).toArray(new Bytes[0]));
      tell(link, 0, Collections.nCopies(20, JUNK).toArray(new Bytes[0]));
    }
    assertThat(listener.drops).containsKey(MixDrop.DESCRIPTOR_RATE);
    int before = listener.dropped(MixDrop.DESCRIPTOR_RATE);

    MixLink link = connect(bob);
    tell(link, 0, Collections.nCopies(64, JUNK).toArray(new Bytes[0]));
    assertThat(listener.dropped(MixDrop.DESCRIPTOR_RATE)).as("its own share").isEqualTo(before);
    tell(link, 0, TestMix.of(6).record());
    assertThat(listener.dropped(MixDrop.DESCRIPTOR_RATE)).isEqualTo(before + 1);
    tell(link, 0, TestMix.of(5).record());

    assertThat(listener.dropped(MixDrop.DESCRIPTOR_RATE)).as("what is known").isEqualTo(before + 1);
    assertThat(directory.view(EPOCH).active()).hasSize(1);
  }

  @Test
  void shouldAnswerWithWhatIsAskedForInMessagesThatAreNotTooLong() {
    MixLink link = connect(alice);
    List<Bytes> all = records(200, 300);
    all.forEach(record -> directory.offer(record, bob.mix.node(), NOW));

    gossip.onRequest(link, new GetDescriptors(Bytes.EMPTY, Bytes32.ZERO), at(0));

    assertThat(alice.told(Descriptors.class))
        .extracting(message -> message.records().size())
        .containsExactly(64, 36);
    assertThat(alice.records()).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void shouldAnswerABoundedNumberOfMessages() {
    MixLink link = connect(alice);
    records(200, 480).forEach(record -> directory.offer(record, bob.mix.node(), NOW));

    gossip.onRequest(link, new GetDescriptors(Bytes.EMPTY, Bytes32.ZERO), at(0));

    assertThat(alice.told(Descriptors.class)).hasSize(4);
  }

  @Test
  void shouldAnswerOnlyWithWhatHasThePrefix() {
    MixLink link = connect(alice);
    records(200, 300).forEach(record -> directory.offer(record, bob.mix.node(), NOW));
    Bytes prefix = TestMix.of(200).descriptor().hash().slice(0, 2);

    gossip.onRequest(link, new GetDescriptors(prefix, Bytes32.ZERO), at(0));

    assertThat(alice.records()).containsExactly(TestMix.of(200).record());
  }

  @Test
  void shouldTakeWhoeverHasTheSameForAWitnessAndSayNothing() {
    MixLink link = connect(alice);
    directory.offer(TestMix.of(5).record(), bob.mix.node(), NOW);

    gossip.onRequest(link, new GetDescriptors(Bytes.EMPTY, directory.digest(Bytes.EMPTY)), at(0));

    assertThat(alice.records()).isEmpty();
    assertThat(directory.lacksWitnesses()).isFalse();
  }

  @Test
  void shouldAnswerNoMoreRequestsThanALinkMaySend() {
    MixLink link = connect(alice);
    directory.offer(TestMix.of(5).record(), bob.mix.node(), NOW);
    GetDescriptors request = new GetDescriptors(Bytes.EMPTY, Bytes32.ZERO);
    for (int i = 0; i < 20; i++) {
      gossip.onRequest(link, request, at(0));
    }

    assertThat(alice.records()).hasSize(16);
    assertThat(listener.drops).containsEntry(MixDrop.DESCRIPTOR_RATE, 4);
    gossip.onRequest(link, request, at(1));
    assertThat(alice.records()).hasSize(17);
  }

  @Test
  void shouldAskForMixesOftenWhileSomeLackWitnessesAndElseSeldom() {
    connect(alice);
    directory.offer(TestMix.of(5).record(), bob.mix.node(), NOW);
    gossip.onTime(at(0));
    gossip.onTime(at(2));
    assertThat(alice.told(GetDescriptors.class)).hasSize(1);
    gossip.onTime(at(3));
    assertThat(alice.told(GetDescriptors.class)).hasSize(2);

    directory.offer(TestMix.of(5).record(), alice.mix.node(), NOW);
    gossip.onTime(at(6));
    gossip.onTime(at(65));
    assertThat(alice.told(GetDescriptors.class)).hasSize(3);
    gossip.onTime(at(66));
    assertThat(alice.told(GetDescriptors.class)).hasSize(4);
    assertThat(alice.told(Status.class)).as("with each request").hasSize(4);
  }

  @Test
  void shouldGoOnAskingWhenTheClockIsSetBack() {
    connect(alice);
    gossip.onTime(at(0));

    gossip.onTime(setBack(Duration.ofHours(5), 60));

    assertThat(alice.told(GetDescriptors.class)).hasSize(2);
  }

  @Test
  void shouldAskForALargeDirectoryInParts() {
    connect(alice);
    records(200, 400).forEach(record -> directory.offer(record, bob.mix.node(), NOW));

    gossip.onTime(at(0));

    assertThat(alice.told(GetDescriptors.class))
        .as("few, as peers have to vouch yet and are asked again soon")
        .hasSize(2)
        .allMatch(request -> request.prefix().size() == 1)
        .allMatch(request -> request.digest().equals(directory.digest(request.prefix())));
  }

  /** Otherwise a stranger could have this node dial what only it can reach. */
  @Test
  void shouldBelieveMixesWithPrivateAddressesOfPeersNearbyOnly() {
    alice.vicinity = Vicinity.PUBLIC;
    MixLink link = connect(alice);

    tell(link, 0, TestMix.of(5).record(), TestMix.at(6, Bytes.of(203, 0, 113, 6)).record());

    assertThat(listener.drops).containsExactly(Map.entry(MixDrop.BAD_DESCRIPTOR, 1));
    assertThat(directory.get(TestMix.of(5).id())).isEmpty();
    assertThat(directory.get(TestMix.of(6).id())).isPresent();
    tell(connect(bob), 0, TestMix.of(5).record());
    assertThat(directory.get(TestMix.of(5).id())).isPresent();
  }

  /** An overlay network with the addresses of carriers is one, and is not this node's own. */
  @Test
  void shouldBelieveMixesWithACarriersAddressesOfItsCustomers() {
    alice.vicinity = Vicinity.CARRIER;

    tell(
        connect(alice),
        0,
        TestMix.at(5, Bytes.of(100, 64, 0, 5)).record(),
        TestMix.at(6, Bytes.of(10, 0, 0, 6)).record(),
        TestMix.at(7, Bytes.of(127, 0, 0, 1)).record());

    assertThat(directory.get(TestMix.of(5).id())).isPresent();
    assertThat(listener.drops).containsExactly(Map.entry(MixDrop.BAD_DESCRIPTOR, 2));
  }

  @Test
  void shouldLookUpAMixAtSomePeers() {
    List<TestPeer> peers = IntStream.range(10, 20).mapToObj(TestPeer::new).toList();
    peers.forEach(this::connect);

    gossip.lookUp(TestMix.of(5).id(), 0);

    List<GetDescriptors> asked =
        peers.stream().flatMap(peer -> peer.told(GetDescriptors.class).stream()).toList();
    assertThat(asked)
        .hasSize(3)
        .allMatch(r -> r.prefix().equals(TestMix.of(5).id().bytes().slice(0, 2)));
  }

  /** Any sender can name mixes that do not exist. */
  @Test
  void shouldLookUpNoMoreMixesThanItMay() {
    connect(alice);
    for (int number = 0; number < 100; number++) {
      gossip.lookUp(TestMix.of(number).id(), 0);
    }
    assertThat(alice.told(GetDescriptors.class)).hasSize(20);

    for (int number = 0; number < 100; number++) {
      gossip.lookUp(TestMix.of(number).id(), 1_000_000_000L);
    }
    assertThat(alice.told(GetDescriptors.class)).hasSize(22);
  }

  @Test
  void shouldAlarmWhenMostPeersHaveOtherViewsForASixthOfAnEpoch() {
    connect(alice, Bytes32.ZERO);
    MixLink link = connect(bob, Bytes32.ZERO);
    gossip.onTime(at(0));
    gossip.onTime(at(NETWORK.toleranceSeconds() - 1));
    assertThat(gossip.isAlarming()).isFalse();

    gossip.onTime(at(NETWORK.toleranceSeconds()));
    gossip.onTime(at(NETWORK.toleranceSeconds() + 1));
    assertThat(gossip.isAlarming()).isTrue();
    assertThat(listener.alarms).containsExactly(true);

    gossip.onStatus(link, TestPeer.status(EPOCH, directory.view(EPOCH).digest()));
    gossip.onTime(at(NETWORK.toleranceSeconds() + 2));
    assertThat(gossip.isAlarming()).isFalse();
    assertThat(listener.alarms).containsExactly(true, false);
  }

  @Test
  void shouldAlarmWhenTheClockHasBeenSetBackMeanwhile() {
    connect(alice, Bytes32.ZERO);
    connect(bob, Bytes32.ZERO);
    gossip.onTime(at(0));

    gossip.onTime(setBack(Duration.ofMinutes(30), NETWORK.toleranceSeconds()));

    assertThat(gossip.isAlarming()).isTrue();
  }

  @Test
  void shouldBeginTheTimeAnewWhenViewsAgreed() {
    MixLink link = connect(alice, Bytes32.ZERO);
    connect(bob, Bytes32.ZERO);
    gossip.onTime(at(0));
    gossip.onStatus(link, TestPeer.status(EPOCH, directory.view(EPOCH).digest()));
    gossip.onTime(at(500));
    gossip.onStatus(link, TestPeer.status(EPOCH, Bytes32.ZERO));

    gossip.onTime(at(500 + NETWORK.toleranceSeconds() - 1));
    assertThat(gossip.isAlarming()).isFalse();
    gossip.onTime(at(500 + NETWORK.toleranceSeconds()));
    assertThat(gossip.isAlarming()).isTrue();
  }

  @Test
  void shouldNotAlarmForASinglePeerOrOneOfTwoOrOneOfAnotherEpoch() {
    connect(alice, Bytes32.ZERO);
    gossip.onTime(at(0));
    gossip.onTime(at(700));
    connect(bob, directory.view(EPOCH).digest());
    gossip.onTime(at(1_400));
    TestPeer late = new TestPeer(3);
    MixLink link = links.open(late.mix.node(), late, 0);
    gossip.onStatus(link, TestPeer.status(EPOCH - 1, Bytes32.ZERO));
    gossip.onTime(at(1_799));

    assertThat(listener.alarms).isEmpty();
  }
}

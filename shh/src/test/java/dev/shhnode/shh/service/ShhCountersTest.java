// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.runtime.Tally;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ShhCounters;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.classic.ClassicInbox;
import dev.shhnode.shh.filter.DeliveredMessages;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.filter.FilterCapacity;
import dev.shhnode.shh.filter.MessageBudget;
import dev.shhnode.shh.filter.WorkerOpening;
import dev.shhnode.shh.gossip.Bridge;
import dev.shhnode.shh.gossip.BundleErrors;
import dev.shhnode.shh.gossip.PeerLink;
import dev.shhnode.shh.gossip.Shh6;
import dev.shhnode.shh.gossip.ShhPeer;
import dev.shhnode.shh.wire.Packet;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class ShhCountersTest {

  private static final Topic TOPIC = new Topic(0x01020304);
  private static final int BUFFER = 50_000;
  private static final String STATUS_SOFTWARE = "StatusIM/v0.30/linux/go1.11";

  private final Net net = new Net();
  private final Tally tally = new Tally();
  private final ShhCounters counters = new ShhCounters(tally);

  @Test
  void shouldHaveACounterForEveryVerdictAndReasonFromTheStart() {
    for (DropReason reason : DropReason.values()) {
      assertThat(tally.snapshot()).containsKey("dropped." + Tally.lower(reason));
    }
    for (Verdict verdict : EnumSet.complementOf(EnumSet.of(Verdict.ACCEPT, Verdict.DUPLICATE))) {
      assertThat(tally.snapshot()).containsKey("envelopes.refused." + Tally.lower(verdict));
    }
  }

  @Test
  void shouldCountAnEnvelopeOnItsWay() throws ShhException {
    ShhCore core = core(1 << 20);
    addFilter(core, TopicPrefix.of(TOPIC, Topic.SIZE));
    ShhPeer from = connect(core, Net.GETH_19);
    ShhPeer to = connect(core, Net.GETH_19);
    Envelope envelope = envelope("hello");

    bring(core, from, envelope);
    core.gossip().flush(net.now);
    bring(core, to, envelope);

    assertThat(count("envelopes.in")).isEqualTo(2);
    assertThat(count("envelopes.accepted")).isOne();
    assertThat(count("envelopes.duplicate")).isOne();
    assertThat(count("envelopes.pooled.peer")).isOne();
    assertThat(count("envelopes.out")).isOne();
    assertThat(count("envelopes.out.bytes")).isEqualTo(envelope.rlp().size());
    assertThat(count("openings.tried")).isOne();
    assertThat(count("openings.matched")).isOne();

    net.now = net.now.plus(Duration.ofSeconds(60));
    core.onTime(net.now);
    assertThat(count("envelopes.expired")).isOne();
  }

  @Test
  void shouldCountWhatIsRefusedByItsVerdict() throws ShhException {
    ShhCore core = core(1 << 20);
    ShhPeer peer = connect(core, Net.GETH_19);

    bring(core, peer, Envelope.of(net.now.unixSeconds() - 5, 9, TOPIC, Bytes.random(9), 0));
    bring(core, peer, Envelope.of(net.now.unixSeconds() + 500, 9, TOPIC, Bytes.random(9), 0));

    assertThat(count("envelopes.refused.expired")).isOne();
    assertThat(count("envelopes.refused.from_the_future")).isOne();
    assertThat(count("peers.hung_up")).as("for the time").isZero();

    Bytes large = Bytes.random((1 << 20) + 1);
    bring(core, peer, Envelope.of(net.now.unixSeconds() + 9, 9, TOPIC, large, 0));

    assertThat(count("envelopes.refused.too_large")).isOne();
    assertThat(count("peers.hung_up")).isOne();
  }

  @Test
  void shouldCountWhatAFullPoolRefuses() throws ShhException {
    ShhCore core = core(1);
    bring(core, connect(core, Net.GETH_19), envelope("no room"));
    assertThat(drops(DropReason.POOL_FULL)).isOne();

    core.gossip().addOwn(List.of(envelope("into the empty reserve")), net.now);
    List<Envelope> own = List.of(envelope("too many"));
    assertThatThrownBy(() -> core.gossip().addOwn(own, net.now)).isInstanceOf(ShhException.class);

    assertThat(drops(DropReason.OWN_POOL_FULL)).isOne();
    assertThat(count("envelopes.pooled.own")).isOne();
  }

  @Test
  void shouldCountMessagesThatMakeRoomInFilters() throws ShhException {
    ShhCore core = core(1 << 20);
    addFilter(core, TopicPrefix.of(TOPIC, Topic.SIZE));

    core.gossip().addOwn(many(300), net.now);

    assertThat(drops(DropReason.UNREAD_MESSAGE)).isPositive();
    int remembered = BUFFER / 8 / DeliveredMessages.COST_BYTES;
    assertThat(drops(DropReason.DELIVERY_FORGOTTEN)).isEqualTo(300 - remembered);
  }

  @Test
  void shouldCountASecondSealingThatIsNotDelivered() throws ShhException {
    ShhCore core = core(1 << 20);
    addFilter(core, TopicPrefix.of(TOPIC, Topic.SIZE));
    Envelope first = net.envelopeBelow(40, TOPIC, 50, "hello");
    Envelope second = net.mine(first.withNonce(0), PowRule.EIP_627, 40);

    core.gossip().addOwn(List.of(first, second), net.now);

    assertThat(drops(DropReason.DELIVERED_BEFORE)).isOne();
  }

  @Test
  void shouldCountMessagesThatMakeRoomInTheClassicInbox() {
    ClassicInbox inbox =
        new ClassicInbox(
            Net::openAtOnce,
            List::of,
            1_200,
            new DeliveryTurns(Runnable::run),
            new FilterCapacity(),
            new MessageBudget(BUFFER, counters),
            counters);

    for (int i = 0; i < 10; i++) {
      inbox.onEnvelope(classic("message " + i), Source.OWN);
    }

    assertThat(drops(DropReason.CLASSIC_INBOX_FULL)).isPositive();
  }

  @Test
  void shouldCountWhatIsTooLargeToBeSent() throws ShhException {
    ShhCore core = core(8 << 20);
    connect(core, Net.GETH_19);
    core.gossip().setMinPow(0, net.now);
    Envelope large =
        Envelope.of(net.now.unixSeconds() + 9, 9, TOPIC, Bytes.random((1 << 20) + 1), 0);

    core.gossip().addOwn(List.of(large), net.now);
    core.gossip().flush(net.now);

    assertThat(drops(DropReason.TOO_LARGE_TO_SEND)).isOne();
  }

  @Test
  void shouldCountDirectMessagesThatAreNotTaken() throws ShhException {
    ShhCore core = core(1 << 20);
    ShhPeer peer = connect(core, Net.GETH_19);
    Packet direct =
        new Packet.P2pMessage(
            Envelope.of(net.now.unixSeconds(), 0, TOPIC, Bytes.random(9), 0).rlp());

    core.gossip().onPacket(peer, direct, net.now);
    assertThat(drops(DropReason.DIRECT_OF_UNTRUSTED)).isOne();

    core.gossip().trust(peer.id());
    core.gossip().onPacket(peer, direct, net.now);
    assertThat(drops(DropReason.DIRECT_OF_INFINITE_POW)).isOne();
  }

  @Test
  void shouldCountWhatStatusIsNotTold() {
    ShhCore core = core(1 << 20);
    ShhPeer peer = connect(core, STATUS_SOFTWARE);
    List<Envelope> future =
        IntStream.range(0, 300)
            .mapToObj(i -> Envelope.of(net.now.unixSeconds() + 500, 9, TOPIC, Bytes.random(9), i))
            .toList();

    core.gossip()
        .onPacket(peer, new Packet.Messages(future, true, Optional.of(Bytes32.ZERO)), net.now);
    assertThat(drops(DropReason.ERROR_OF_BUNDLE)).isEqualTo(300 - BundleErrors.MAX_ERRORS_TOLD);

    core.gossip().onPacket(peer, Packet.Messages.whole(List.of()), net.now);
    assertThat(drops(DropReason.CONFIRMATION)).isOne();
  }

  @Test
  void shouldCountAnnouncementsThatComeTooFastToTakeEffect() {
    ShhCore core = core(1 << 20);
    ShhPeer peer = connect(core, Net.GETH_19);

    for (int i = 0; i < 100; i++) {
      core.gossip().onPacket(peer, new Packet.PowRequirement(i), net.now);
    }

    assertThat(drops(DropReason.ANNOUNCEMENT)).as("16 count, and the last").isEqualTo(83);
  }

  @Test
  void shouldCountPacketsThatComeTooOftenOrTooLate() {
    ShhCore core = core(1 << 20);
    ShhPeer peer = connect(core, Net.GETH_19);

    core.gossip().onPacket(peer, Packet.Status.OF_ANYTHING, net.now);
    core.gossip().peerClosed(peer);
    core.gossip().onPacket(peer, Packet.Status.OF_ANYTHING, net.now);

    assertThat(drops(DropReason.REPEATED_STATUS)).isOne();
    assertThat(drops(DropReason.LATE_PACKET)).isOne();
  }

  @Test
  void shouldCountDirectMessagesOnTheirWayOut() throws ShhException {
    ShhCore core = core(1 << 20);
    ShhPeer peer = connect(core, Net.GETH_19);

    core.gossip().sendDirect(peer.id(), envelope("to you alone"));

    assertThat(count("envelopes.out")).isOne();
  }

  @Test
  void shouldCountWhatExpiresBeforeTheBridgeCanAffordIt() {
    Bridge bridge = new Bridge(true, 1e12, counters);
    Set<PowRule> wanted = EnumSet.of(PowRule.PRE_1_9);
    bridge.offer(envelope("late"), () -> wanted, net.now);

    net.now = net.now.plus(Duration.ofSeconds(60));
    assertThat(bridge.next(net.now)).isEmpty();

    assertThat(drops(DropReason.BRIDGE_TOO_LATE)).isOne();
  }

  @Test
  void shouldCountWhatTheBridgeLeavesAlone() {
    Bridge rich = new Bridge(true, 1e12, counters);
    Bridge poor = new Bridge(true, 1, counters);
    Set<PowRule> wanted = EnumSet.of(PowRule.PRE_1_9);

    for (int i = 0; i < 1_100; i++) {
      rich.offer(envelope("message " + i), () -> wanted, net.now);
    }
    poor.offer(envelope("too dear"), () -> wanted, net.now);

    assertThat(drops(DropReason.BRIDGE_FULL)).isPositive();
    assertThat(drops(DropReason.BRIDGE_TOO_DEAR)).isOne();
  }

  private ShhCore core(long poolBytes) {
    return new ShhCore(
        Net.config(0, 1 << 20, false, poolBytes, BUFFER),
        new WorkerOpening(Runnable::run, Runnable::run, counters),
        new DeliveryTurns(Runnable::run),
        List::of,
        counters,
        new Random(1));
  }

  private void addFilter(ShhCore core, TopicPrefix topic) throws ShhException {
    FilterCriteria criteria =
        new FilterCriteria(
            new DecryptionKey.Symmetric(net.key), List.of(topic), Optional.empty(), 0, false);
    core.addFilter(new Filter("f", criteria, core.readers().budget()), net.now);
  }

  private ShhPeer connect(ShhCore core, String clientId) {
    PublicKey id = KeyPair.generate(net.random).publicKey();
    ShhPeer peer = core.gossip().peerConnected(id, clientId, Shh6.INSTANCE, new NoLink(), net.now);
    core.gossip().onPacket(peer, new Packet.Status(0, BloomFilter.FULL, false, true), net.now);
    return peer;
  }

  private void bring(ShhCore core, ShhPeer peer, Envelope envelope) {
    core.gossip().onPacket(peer, Packet.Messages.whole(List.of(envelope)), net.now);
  }

  private List<Envelope> many(int count) {
    return IntStream.range(0, count).mapToObj(i -> envelope("message " + i)).toList();
  }

  private Envelope envelope(String text) {
    return net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, text);
  }

  private Envelope classic(String text) {
    Bytes clear = Bytes.concatenate(Bytes.of(0), Bytes.wrap(text.getBytes(UTF_8)));
    return Envelope.ofClassic(net.now.unixSeconds() + 50, 50, List.of(TOPIC), clear, 0);
  }

  private long drops(DropReason reason) {
    return count("dropped." + Tally.lower(reason));
  }

  private long count(String name) {
    return tally.snapshot().get(name);
  }

  private static final class NoLink implements PeerLink {
    @Override
    public Object origin() {
      return this;
    }

    @Override
    public void send(int code, Bytes body) {}

    @Override
    public void send(int code, Bytes body, Runnable onWritten) {}

    @Override
    public void disconnect(DisconnectReason reason, String why) {}
  }
}

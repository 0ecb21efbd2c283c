// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicMessage;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.classic.ClassicFilters;
import dev.shhnode.shh.filter.Arrival;
import dev.shhnode.shh.filter.DeliveredMessages;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.filter.FilterCapacity;
import dev.shhnode.shh.filter.MessageBudget;
import dev.shhnode.shh.filter.MessageIdentity;
import dev.shhnode.shh.gossip.Bridge;
import dev.shhnode.shh.gossip.Interest;
import dev.shhnode.shh.gossip.PeerLink;
import dev.shhnode.shh.gossip.Shh2;
import dev.shhnode.shh.gossip.Shh5;
import dev.shhnode.shh.gossip.ShhPeer;
import dev.shhnode.shh.gossip.ShhProtocol;
import dev.shhnode.shh.pool.PooledEnvelope;
import dev.shhnode.shh.wire.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

/** How much of each kind a node has, whoever asks for it. */
class ShhLimitsTest {

  private static final Topic TOPIC = Topic.of(Bytes.fromHexString("0xdeadbee7"));
  private static final double OUT_OF_REACH = 1e30;
  private static final int MEBIBYTE = 1 << 20;

  private final Net net = new Net();

  // Filters

  @Test
  void shouldBoundFiltersAndSubscriptionsTogether() throws ShhException {
    ShhCore core = net.node().core;
    for (int i = 0; i < FilterCapacity.MAX_FILTERS; i++) {
      core.addFilter(filter(core, i), net.now);
    }

    Filter oneMore =
        new Filter("one more", filter(core, 0).criteria(), core.readers().budget(), message -> {});
    assertThatThrownBy(() -> core.addFilter(oneMore, net.now))
        .isInstanceOf(ShhException.class)
        .hasMessage("too many filters: delete some of the 20000");
    core.removeFilter("filter 7", net.now);
    core.addFilter(oneMore, net.now);
  }

  @Test
  void shouldBoundClassicFilters() throws ShhException {
    ShhCore core = net.node().core;
    ClassicFilters filters = core.readers().classic().filters();
    ClassicCriteria ofAnything = new ClassicCriteria(Optional.empty(), Optional.empty(), List.of());
    for (int i = 0; i < FilterCapacity.MAX_FILTERS; i++) {
      filters.add(ofAnything);
    }

    assertThatThrownBy(() -> filters.add(ofAnything))
        .isInstanceOf(ShhException.class)
        .hasMessage("too many filters: delete some of the 20000");
    assertThatThrownBy(() -> core.addFilter(filter(core, 0), net.now))
        .as("of another version")
        .isInstanceOf(ShhException.class);
    assertThat(filters.remove(7)).isTrue();
    assertThat(filters.add(ofAnything)).isEqualTo(FilterCapacity.MAX_FILTERS);
  }

  @Test
  void shouldGiveOutNoMoreMebibytesThanFourByOnePoll() throws ShhException {
    Net.Node us = net.node(Net.config(0, MEBIBYTE, false, 32L * MEBIBYTE, 16L * MEBIBYTE));
    Filter filter = us.filter(TOPIC);
    for (int i = 0; i < 6; i++) {
      us.core
          .gossip()
          .addOwn(
              List.of(net.envelope(PowRule.EIP_627, 0, TOPIC, 50, i + "x".repeat(900_000))),
              net.now);
    }

    assertThat(filter.poll()).hasSize(4);
    assertThat(filter.poll()).hasSize(2);
    assertThat(filter.poll()).isEmpty();
  }

  @Test
  void shouldGiveOutNoMoreMebibytesThanFourByOnePollOfVersion2() throws ShhException {
    ClassicFilters filters =
        new ClassicFilters(
            new DeliveryTurns(Runnable::run),
            new FilterCapacity(),
            new MessageBudget(16L * MEBIBYTE, ShhListener.NONE));
    long id = filters.add(new ClassicCriteria(Optional.empty(), Optional.empty(), List.of()));
    for (int i = 0; i < 6; i++) {
      filters.deliver(
          new ClassicMessage(
              Bytes32.leftPad(Bytes.of(i)),
              Optional.empty(),
              Optional.empty(),
              0,
              50,
              50,
              List.of(TOPIC),
              Bytes.wrap(new byte[900_000]),
              0),
          Source.OWN);
    }

    assertThat(filters.poll(id)).hasSize(4);
    assertThat(filters.poll(id)).hasSize(2);
  }

  @Test
  void shouldRememberOnlySoManyMessages() {
    DeliveredMessages delivered = new DeliveredMessages(Long.MAX_VALUE, ShhListener.NONE);

    for (int i = 0; i < DeliveredMessages.MAX_REMEMBERED + 10; i++) {
      delivered.receive(message(i), arrival());
    }

    assertThat(delivered.size()).isEqualTo(DeliveredMessages.MAX_REMEMBERED);
    assertThat(delivered.receive(message(9), arrival()).ofData()).as("forgotten").isEmpty();
    assertThat(delivered.receive(message(100), arrival()).ofData()).hasSize(1);
  }

  @Test
  void shouldRememberOnlySoManyArrivalsOfAMessage() {
    DeliveredMessages delivered = new DeliveredMessages(Long.MAX_VALUE, ShhListener.NONE);

    Arrival first = arrival(new Topic(0));
    for (int i = 0; i < 100; i++) {
      delivered.receive(message(1), arrival(new Topic(i)));
    }

    assertThat(delivered.receive(message(1), arrival()).ofData())
        .hasSize(DeliveredMessages.MAX_ARRIVALS)
        .as("its sender's")
        .contains(first);
  }

  @Test
  void shouldDeliverWhatIsSealedAnewOnceHoweverOften() throws ShhException {
    Net.Node us = net.node();
    Filter filter = us.filter(TOPIC);
    Topic ofOther = new Topic(1);
    us.filter(ofOther);
    Envelope original = net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, "hello");
    List<Envelope> sealings = new ArrayList<>(List.of(original));
    for (int i = 0; i < 2 * DeliveredMessages.MAX_ARRIVALS; i++) {
      sealings.add(Envelope.of(original.expiry() + 1, 51, ofOther, original.data(), i));
    }
    sealings.add(Envelope.of(original.expiry() + 1, 51, TOPIC, original.data(), 1));
    sealings.add(net.mine(sealings.get(sealings.size() - 1), PowRule.EIP_627, 5));
    us.filter();
    for (int i = 0; i < 2 * DeliveredMessages.MAX_ARRIVALS; i++) {
      sealings.add(Envelope.of(original.expiry() + 1, 51, new Topic(2 + i), original.data(), i));
    }
    sealings.add(Envelope.of(original.expiry() + 1, 51, TOPIC, original.data(), 2));

    us.core.gossip().addOwn(sealings, net.now);

    assertThat(filter.poll()).hasSize(1);
  }

  // Pools

  @Test
  void shouldGiveThePoolsOfOlderVersionsASixteenthEach() {
    for (ShhProtocol old : List.of(Shh5.INSTANCE, Shh2.INSTANCE)) {
      Net.Node us = net.node(Net.config(0, MEBIBYTE, false, 160_000, MEBIBYTE));
      ShhPeer peer = connectTo(us, old);
      List<Envelope> many = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        many.add(envelope(old.version(), i));
      }

      us.core.gossip().onPacket(peer, Packet.Messages.whole(many), net.now);

      int cost = many.get(0).rlp().size() + PooledEnvelope.OBJECT_COST_BYTES;
      assertThat(us.core.gossip().info().messages()).isBetween(10_000 / (cost + 9), 10_000 / cost);
    }
  }

  private Envelope envelope(WhisperVersion version, int nonce) {
    long expiry = net.now.unixSeconds() + 9;
    return version == WhisperVersion.V2
        ? Envelope.ofClassic(expiry, 9, List.of(TOPIC), Bytes.of(1), nonce)
        : net.envelope(version, PowRule.PRE_1_9, 0, TOPIC, 9, "");
  }

  // Peers

  @Test
  void shouldSendLargerPacketsIfItTakesThemItself() throws ShhException {
    ShhConfig large = Net.config(0, 3L * MEBIBYTE, false, 32L * MEBIBYTE, MEBIBYTE);
    Net.Node us = net.node(large);
    Net.Node them = net.node(large);
    net.connect(us, them);
    net.run(us, them);
    long expiry = net.now.unixSeconds() + 9;

    for (int size : new int[] {2 * MEBIBYTE, 3 * MEBIBYTE}) {
      us.core
          .gossip()
          .addOwn(List.of(Envelope.of(expiry, 9, TOPIC, Bytes.random(size), 1)), net.now);
    }
    net.run(us, them);

    assertThat(us.core.gossip().info().messages()).isEqualTo(2);
    assertThat(them.core.gossip().info().messages())
        .as("with its headers one is too large")
        .isOne();
  }

  @Test
  void shouldLookThroughThePoolForAPeerOnceASecond() throws ShhException {
    Net.Node us = net.node();
    Net.Node them = net.node();
    net.connect(us, them);
    changeMind(us, them, "first");
    net.pass(Duration.ofSeconds(2), us, them);
    assertThat(them.core.gossip().info().messages()).isOne();
    net.pass(Duration.ofSeconds(2), us, them);

    changeMind(us, them, "second");
    assertThat(them.core.gossip().info().messages()).isEqualTo(2);
    changeMind(us, them, "third");

    assertThat(them.core.gossip().info().messages()).as("looked just now").isEqualTo(2);
    net.pass(Duration.ofMillis(1_100), us, them);
    assertThat(them.core.gossip().info().messages()).isEqualTo(3);
  }

  /** The peer comes to want what it did not want when it was posted. */
  private void changeMind(Net.Node us, Net.Node them, String text) throws ShhException {
    them.core.gossip().setMinPow(OUT_OF_REACH, net.now);
    net.run(us, them);
    us.core.gossip().addOwn(List.of(net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, text)), net.now);
    net.run(us, them);
    them.core.gossip().setMinPow(0.1, net.now);
    net.run(us, them);
  }

  @Test
  void shouldTolerateAllFormerRequirementsForTenSecondsHoweverManyThereAre() {
    Interest interest = new Interest(ShhConfig.defaults());
    for (int i = 1; i <= 1_000; i++) {
      interest.setMinPow(i, net.now);
      net.now = net.now.plus(Duration.ofMillis(5));
    }
    assertThat(interest.toleratedPow(net.now)).isEqualTo(ShhConfig.DEFAULT_MIN_POW);

    // And however they go on: of each second 200.
    for (int i = 1_001; i <= 3_000; i++) {
      interest.setMinPow(i, net.now);
      net.now = net.now.plus(Duration.ofMillis(5));
      if (i > 2_000) {
        assertThat(interest.toleratedPow(net.now)).isBetween(i - 2_040.0, i - 1_999.0);
      }
    }

    net.now = net.now.plus(Interest.GRACE);
    assertThat(interest.toleratedPow(net.now)).isEqualTo(3_000);
  }

  @Test
  void shouldTolerateTheTopicsOfManyFiltersThatGoAtOnce() throws ShhException {
    Net.Node light = net.node(Net.config(0, MEBIBYTE, true, MEBIBYTE, MEBIBYTE));
    Net.Node full = net.node();
    Net.Connection connection = net.connect(light, full);
    for (int i = 0; i < 100; i++) {
      light.core.addFilter(filter(light.core, i, new Topic(i << 16)), net.now);
    }
    net.run(light, full);
    for (int i = 0; i < 100; i++) {
      light.core.removeFilter("filter " + i, net.now);
      // What was on its way when the filter went.
      light
          .core
          .gossip()
          .onPacket(
              connection.toLeft.source,
              Packet.Messages.whole(
                  List.of(net.envelope(PowRule.EIP_627, 0.3, new Topic(0), 50, "late " + i))),
              net.now);
    }

    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldLetOnlySoManyEnvelopesWaitToBeBridged() {
    Bridge bridge = new Bridge(true, 1e12, ShhListener.NONE);

    for (int i = 0; i < 1_100; i++) {
      Envelope envelope = net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, "message " + i);
      bridge.offer(envelope, () -> EnumSet.of(PowRule.PRE_1_9), net.now);
    }

    int waiting = 0;
    while (bridge.next(net.now.plus(Duration.ofSeconds(3))).isPresent()) {
      waiting++;
    }
    assertThat(waiting).isEqualTo(1_024);
  }

  private Filter filter(ShhCore core, int number) {
    return filter(core, number, TOPIC);
  }

  private Filter filter(ShhCore core, int number, Topic topic) {
    FilterCriteria criteria =
        new FilterCriteria(
            new DecryptionKey.Symmetric(net.key),
            List.of(TopicPrefix.of(topic, Topic.SIZE)),
            Optional.empty(),
            0,
            false);
    return new Filter("filter " + number, criteria, core.readers().budget());
  }

  private ShhPeer connectTo(Net.Node us, ShhProtocol protocol) {
    ShhPeer peer =
        us.core
            .gossip()
            .peerConnected(
                KeyPair.generate(net.random).publicKey(),
                Net.OURS,
                protocol,
                new DeafLink(),
                net.now);
    us.core.gossip().onPacket(peer, Packet.Status.OF_ANYTHING, net.now);
    return peer;
  }

  private static MessageIdentity message(int number) {
    Bytes32 hash = Bytes32.leftPad(Bytes.ofUnsignedInt(number));
    return new MessageIdentity(hash, hash);
  }

  private static Arrival arrival() {
    return arrival(TOPIC);
  }

  private static Arrival arrival(Topic topic) {
    return new Arrival(WhisperVersion.V6, topic, 1, false, 0);
  }

  private static final class DeafLink implements PeerLink {
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

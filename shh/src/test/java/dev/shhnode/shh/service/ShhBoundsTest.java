// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.ClassicData;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicMessage;
import dev.shhnode.shh.ClassicReading;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.classic.ClassicFilters;
import dev.shhnode.shh.classic.ClassicInbox;
import dev.shhnode.shh.filter.CandidateKeys;
import dev.shhnode.shh.filter.DeliveredMessages;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.filter.FilterCapacity;
import dev.shhnode.shh.filter.MessageBudget;
import dev.shhnode.shh.filter.MessageBuffer;
import dev.shhnode.shh.filter.MessageOpening;
import dev.shhnode.shh.gossip.BundleErrors;
import dev.shhnode.shh.gossip.PeerLink;
import dev.shhnode.shh.gossip.Shh2;
import dev.shhnode.shh.gossip.Shh6;
import dev.shhnode.shh.gossip.ShhPeer;
import dev.shhnode.shh.gossip.ShhProtocol;
import dev.shhnode.shh.pool.PooledEnvelope;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PacketCodec;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers can make a node keep, and that it harms nobody else. */
class ShhBoundsTest {

  private static final Topic TOPIC = Topic.of(Bytes.fromHexString("0xdeadbee7"));
  private static final long FOR_EVER = 0xffff_ffffL;
  private static final int BUFFER = 100_000;

  private final Net net = new Net();
  private final Net.Node us = net.node(Net.config(0.2, 1 << 20, false, 100_000, BUFFER));

  // shh/2

  @Test
  void shouldKeepNothingOfV2ThatNeverExpires() throws ShhException {
    long all = us.core.readers().classic().filters().add(ofAnything());
    deliver(
        Shh2.INSTANCE,
        IntStream.range(0, 2_000).mapToObj(i -> classic(FOR_EVER, "spam " + i)).toList());

    assertThat(us.core.gossip().info().messages()).isZero();
    assertThat(us.core.readers().classic().messages(all).all()).isEmpty();
    us.core.gossip().addOwn(List.of(classic(net.now.unixSeconds() + 50, "own")), net.now);
    assertThat(us.core.readers().classic().messages(all).all()).hasSize(1);
  }

  @Test
  void shouldTakeV2EnvelopesThatLiveAsLongAsIsAllowed() {
    long last = net.now.unixSeconds() + Shh2.MAX_LIFE_SECONDS;

    deliver(Shh2.INSTANCE, List.of(classic(last, "just"), classic(last + 1, "too long")));

    assertThat(us.core.gossip().info().messages()).isOne();
  }

  @Test
  void shouldForgetTheFirstOfTheClassicInbox() throws ShhException {
    ClassicInbox inbox = inbox(10_000, 1);
    long expiry = net.now.unixSeconds() + 50;
    for (int i = 0; i < 100; i++) {
      inbox.onEnvelope(classic(expiry + i % 7, "message " + i), Source.OWN);
    }
    long all = inbox.filters().add(ofAnything());

    List<ClassicMessage> kept = inbox.messages(all).all();

    assertThat(inbox.heldBytes()).isBetween(9_000L, 10_000L);
    assertThat(kept.get(kept.size() - 1).payload()).isEqualTo(text("message 99"));
    assertThat(kept).hasSizeBetween(10, 20);

    inbox.expire(new Moment(expiry + 10, 0));
    assertThat(inbox.heldBytes()).isZero();
    assertThat(inbox.messages(all).all()).isEmpty();
  }

  @Test
  void shouldChargeWhatWaitsInClassicFilters() throws ShhException {
    ClassicFilters filters = us.core.readers().classic().filters();
    long id = filters.add(ofAnything());
    us.core.gossip().addOwn(List.of(classic(net.now.unixSeconds() + 50, "one")), net.now);
    assertThat(us.core.readers().budget().usedBytes()).isPositive();

    for (int i = 0; i < 500; i++) {
      filters.deliver(classicMessage("message " + i), Source.OWN);
    }
    assertThat(us.core.readers().budget().usedBytes()).isBetween(BUFFER / 2L, (long) BUFFER);
    List<ClassicMessage> waiting = filters.takeAll(id);
    assertThat(waiting.get(waiting.size() - 1).payload()).isEqualTo(text("message 499"));
    assertThat(us.core.readers().budget().usedBytes()).isZero();

    filters.deliver(classicMessage("again"), Source.OWN);
    assertThat(filters.remove(id)).isTrue();
    assertThat(us.core.readers().budget().usedBytes()).isZero();
  }

  @Test
  void shouldNotGiveOutAsNewWhatHasBeenReadWithAll() throws ShhException {
    ClassicInbox inbox = us.core.readers().classic();
    long id = inbox.filters().add(ofAnything());
    us.core.gossip().addOwn(List.of(classic(net.now.unixSeconds() + 50, "one")), net.now);

    assertThat(inbox.messages(id).all()).hasSize(1);
    assertThat(inbox.filters().poll(id)).isEmpty();

    us.core.gossip().addOwn(List.of(classic(net.now.unixSeconds() + 50, "two")), net.now);
    assertThat(inbox.filters().poll(id))
        .extracting(ClassicMessage::payload)
        .containsExactly(text("two"));
    assertThat(inbox.messages(id).all()).hasSize(2);
  }

  @Test
  void shouldGiveOutAgainWhatWasReadWithAllAndGotLost() throws ShhException {
    ClassicInbox inbox = inbox(1_200, BUFFER);
    long all = inbox.filters().add(ofAnything());
    inbox.onEnvelope(classic(net.now.unixSeconds() + 50, "read before"), Source.OWN);
    assertThat(inbox.filters().poll(all)).hasSize(1);
    for (int i = 0; i < 5; i++) {
      inbox.onEnvelope(classic(net.now.unixSeconds() + 50, "message " + i), Source.OWN);
    }

    ClassicReading lost = inbox.messages(all);
    inbox.filters().putBack(all, lost.unread());

    assertThat(inbox.filters().poll(all))
        .extracting(ClassicMessage::payload)
        .containsExactlyElementsOf(
            IntStream.range(0, 5).mapToObj(i -> text("message " + i)).toList());
  }

  @Test
  void shouldGiveOutWithAllWhatOnlyTheFilterStillHas() throws ShhException {
    ClassicInbox inbox = inbox(1_200, BUFFER);
    long all = inbox.filters().add(ofAnything());
    for (int i = 0; i < 10; i++) {
      inbox.onEnvelope(classic(net.now.unixSeconds() + 50, "message " + i), Source.OWN);
    }

    assertThat(inbox.messages(all).all())
        .extracting(ClassicMessage::payload)
        .containsExactlyElementsOf(
            IntStream.range(0, 10).mapToObj(i -> text("message " + i)).toList());
    assertThat(inbox.filters().poll(all)).isEmpty();
  }

  // The pool

  @Test
  void shouldPostThoughStrangersHaveFilledThePool() throws ShhException {
    deliver(Shh6.INSTANCE, spam(500));
    int foreign = us.core.gossip().info().messages();
    assertThat(foreign).isBetween(1, 499);

    us.core.gossip().addOwn(List.of(envelope("own")), net.now);

    assertThat(us.core.gossip().info().messages()).isEqualTo(foreign + 1);
  }

  @Test
  void shouldBoundOwnPostsByThemselves() throws ShhException {
    List<Envelope> own = spam(500);

    assertThatThrownBy(
            () -> {
              for (Envelope envelope : own) {
                us.core.gossip().addOwn(List.of(envelope), net.now);
              }
            })
        .isInstanceOf(ShhException.class)
        .hasMessageContaining("pool is full");
    // Three eighths of three quarters of 100 000 bytes.
    int room = 28_125;
    IntSummaryStatistics costs =
        own.stream()
            .mapToInt(envelope -> envelope.rlpSize() + PooledEnvelope.OBJECT_COST_BYTES)
            .summaryStatistics();
    assertThat(us.core.gossip().info().messages())
        .isBetween(room / costs.getMax(), room / costs.getMin());

    net.pass(Duration.ofSeconds(51), us);
    us.core.gossip().addOwn(List.of(envelope("later")), net.now);
    assertThat(us.core.gossip().info().messages()).isOne();
  }

  @Test
  void shouldPostOneEnvelopeThatIsLargerThanTheRoomForItsOwn() throws ShhException {
    us.core
        .gossip()
        .addOwn(
            List.of(Envelope.of(net.now.unixSeconds() + 9, 9, TOPIC, Bytes.random(90_000), 0)),
            net.now);

    assertThat(us.core.gossip().info().messages()).isOne();
  }

  @Test
  void shouldReadAndPassOnWhatComesToAFullPool() throws ShhException {
    Filter filter = us.filter(TOPIC);
    Net.Node behind = net.node(Net.config(0, 1 << 20, false, 1 << 20, BUFFER));
    net.connect(us, behind);
    net.run(us, behind);
    ShhPeer peer = connectTo(us.core, Shh6.INSTANCE);
    for (Envelope envelope : spam(500)) {
      us.core.gossip().onPacket(peer, Packet.Messages.whole(List.of(envelope)), net.now);
      net.run(us, behind);
    }
    int full = us.core.gossip().info().messages();
    filter.poll();

    deliver(Shh6.INSTANCE, List.of(envelope("news")));
    net.run(us, behind);

    assertThat(full).isBetween(1, 499);
    assertThat(us.core.gossip().info().messages()).isEqualTo(full);
    assertThat(behind.core.gossip().info().messages()).isEqualTo(501);
    assertThat(filter.poll()).hasSize(1);
  }

  @Test
  void shouldNotTakeWhatHadToGoForNew() throws ShhException {
    List<Envelope> many = spam(500);
    deliver(Shh6.INSTANCE, many);
    net.run(us);
    Filter filter = us.filter(TOPIC);

    deliver(Shh6.INSTANCE, many);

    assertThat(filter.poll()).isEmpty();
  }

  @Test
  void shouldAskForMoreWorkWhileThePoolIsNearlyFull() {
    List<Double> told = new ArrayList<>();
    ShhListener listener =
        new ShhListener() {
          @Override
          public void onRequirement(double minPow, double chosen) {
            told.add(minPow / chosen);
          }
        };
    ShhCore core =
        new ShhCore(
            adaptive(0.002),
            Net::openAtOnce,
            new DeliveryTurns(Runnable::run),
            List::of,
            listener,
            new Random(1));
    RecordingLink link = new RecordingLink();
    ShhPeer peer = connectTo(core, Shh6.INSTANCE, link);
    for (int i = 0; i < 100; i++) {
      Envelope envelope = net.envelope(PowRule.EIP_627, 0.002, TOPIC, 50, "spam " + i);
      core.gossip().onPacket(peer, Packet.Messages.whole(List.of(envelope)), net.now);
    }
    core.gossip().flush(net.now);

    core.onTime(net.now);
    core.onTime(net.now.plus(Duration.ofSeconds(14)));
    assertThat(told).containsExactly(2.0);
    assertThat(core.gossip().info().minPow()).isEqualTo(0.004);
    assertThat(core.gossip().minPow()).as("of own posts").isEqualTo(0.002);
    assertThat(link.codes).contains(PacketCode.POW_REQUIREMENT);
    core.onTime(net.now.plus(Duration.ofSeconds(15)));
    assertThat(told).containsExactly(2.0, 4.0);

    core.onTime(net.now.plus(Duration.ofSeconds(60)));
    core.onTime(net.now.plus(Duration.ofSeconds(75)));
    core.onTime(net.now.plus(Duration.ofSeconds(90)));
    assertThat(told).as("when they have expired").containsExactly(2.0, 4.0, 2.0, 1.0);
    assertThat(core.gossip().info().minPow()).isEqualTo(0.002);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldAskForNoMoreThanWasFixed(boolean later) {
    ShhConfig config = Net.config(0.002, 1 << 20, false, 20_000, BUFFER);
    Net.Node fixed = net.node(later ? adaptive(1) : config);
    if (later) {
      fixed.core.gossip().setMinPow(0.002, net.now);
    }
    ShhPeer peer = connectTo(fixed.core, Shh6.INSTANCE);
    for (int i = 0; i < 100; i++) {
      Envelope envelope = net.envelope(PowRule.EIP_627, 0.002, TOPIC, 50, "spam " + i);
      fixed.core.gossip().onPacket(peer, Packet.Messages.whole(List.of(envelope)), net.now);
    }
    fixed.core.gossip().flush(net.now);

    net.pass(Duration.ofSeconds(30), fixed);

    assertThat(fixed.core.gossip().info().minPow()).isEqualTo(0.002);
  }

  private static ShhConfig adaptive(double minPow) {
    ShhConfig fixed = Net.config(minPow, 1 << 20, false, 20_000, BUFFER);
    return new ShhConfig(
        minPow,
        true,
        fixed.maxTtlSeconds(),
        fixed.maxMessageSize(),
        fixed.lightClient(),
        fixed.maxPoolBytes(),
        fixed.maxBufferedBytes(),
        fixed.sealingRule(),
        fixed.bridge(),
        fixed.maxSearch());
  }

  @Test
  void shouldOpenOnceWhatIsLargerThanThePool() throws ShhException {
    CountingOpening opening = new CountingOpening();
    ShhCore core =
        new ShhCore(
            Net.config(0, 1 << 20, false, 1, BUFFER),
            opening,
            new DeliveryTurns(Runnable::run),
            List::of,
            ShhListener.NONE,
            new Random(1));
    ShhPeer peer = connectTo(core, Shh6.INSTANCE);
    core.addFilter(
        new Filter("f", criteria(TopicPrefix.of(TOPIC, Topic.SIZE)), core.readers().budget()),
        net.now);
    Envelope refused = envelope("no room");

    for (int i = 0; i < 5; i++) {
      core.gossip().onPacket(peer, Packet.Messages.whole(List.of(refused)), net.now);
    }

    assertThat(core.gossip().info().messages()).isZero();
    assertThat(opening.opened).isOne();
    assertThat(core.readers().filters().get("f").orElseThrow().poll()).hasSize(1);
  }

  // Filters

  @Test
  void shouldRememberMessagesOnceForAllFilters() throws ShhException {
    for (int i = 0; i < 50; i++) {
      us.filter(TOPIC);
    }
    DeliveredMessages delivered = us.core.readers().delivered();
    for (int i = 0; i < 30; i++) {
      us.core.gossip().addOwn(List.of(envelope("message " + i)), net.now);
      net.pass(Duration.ofSeconds(20), us);
    }

    // An eighth of the buffer at 400 bytes a message is 31.
    assertThat(delivered.size()).isEqualTo(30);
    us.core.gossip().addOwn(List.of(envelope("a"), envelope("b"), envelope("c")), net.now);
    assertThat(delivered.size()).isEqualTo(BUFFER / 8 / DeliveredMessages.COST_BYTES);
  }

  @Test
  void shouldOfferASecondSealingOnlyToFiltersThatHadNotTheFirst() throws ShhException {
    Envelope first = net.envelopeBelow(30, TOPIC, 50, "hello");
    Envelope better = net.mine(first.withNonce(0), PowRule.EIP_627, 40);
    Filter early = us.filter(TOPIC);
    Filter demanding = us.filter(30, false, TOPIC);

    us.core.gossip().addOwn(List.of(first), net.now);
    Filter late = us.filter(TOPIC);
    us.core.gossip().addOwn(List.of(better), net.now);

    assertThat(early.poll()).hasSize(1);
    assertThat(demanding.poll()).hasSize(1);
    assertThat(late.poll()).hasSize(1);
  }

  @Test
  void shouldNotChargeWhatIsOpenedForAFilterThatIsGone() throws ShhException {
    LateOpening opening = new LateOpening();
    ShhCore core =
        new ShhCore(
            Net.config(0, 1 << 20, false, 1 << 20, BUFFER),
            opening,
            new DeliveryTurns(Runnable::run),
            List::of,
            ShhListener.NONE,
            new Random(1));
    Filter filter =
        new Filter("f", criteria(TopicPrefix.of(TOPIC, Topic.SIZE)), core.readers().budget());
    core.addFilter(filter, net.now);
    core.gossip().addOwn(List.of(envelope("just being opened")), net.now);

    core.removeFilter("f", net.now);
    opening.finish();

    assertThat(opening.finished).isOne();
    assertThat(core.readers().budget().usedBytes()).isZero();
    assertThat(filter.poll()).isEmpty();
  }

  @Test
  void shouldTakeFromTheFullestBuffer() {
    MessageBudget budget = new MessageBudget(1_000, ShhListener.NONE);
    List<MessageBuffer<Integer>> buffers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      buffers.add(new MessageBuffer<>(budget, Integer::intValue));
    }
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        buffers.get(i).add(i + 1);
      }
    }
    assertThat(budget.usedBytes()).isEqualTo(550);

    for (int i = 0; i < 60; i++) {
      buffers.get(0).add(10);
    }

    assertThat(budget.usedBytes()).isBetween(990L, 1_000L);
    for (int i = 1; i < 10; i++) {
      assertThat(buffers.get(i).heldBytes()).isEqualTo(10L * (i + 1));
    }
    assertThat(buffers.get(0).heldBytes()).isBetween(440L, 460L);
  }

  @Test
  void shouldGiveOutWhatWaitsInPiecesAndPutBackWhatGetsLost() {
    MessageBudget budget = new MessageBudget(1_000, ShhListener.NONE);
    MessageBuffer<Integer> buffer = new MessageBuffer<>(budget, message -> 100);
    for (int i = 0; i < 12; i++) {
      buffer.add(i);
    }

    List<Integer> taken = buffer.take(350);
    assertThat(taken).containsExactly(2, 3, 4);
    buffer.putBack(taken);
    assertThat(buffer.take(1)).as("one whatever its size").containsExactly(2);
    assertThat(buffer.take(Long.MAX_VALUE)).containsExactly(3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(budget.usedBytes()).isZero();

    buffer.close();
    buffer.putBack(taken);
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void shouldBoundTheTopicsOfFilters() throws ShhException {
    int perFilter = FilterCapacity.MAX_TOPICS_OF_FILTER;
    assertThatThrownBy(() -> add(us.core, "large", 0, perFilter + 1))
        .hasMessage("filter of 4097 topics, at most 4096");
    for (int i = 0; i < FilterCapacity.MAX_TOPICS / perFilter; i++) {
      add(us.core, "filter " + i, i * perFilter, perFilter);
    }
    assertThatThrownBy(() -> add(us.core, "one more", 0, 1))
        .hasMessageStartingWith("too many topics");
    us.core.removeFilter("filter 0", net.now);
    add(us.core, "one more", 0, 1);
  }

  @Test
  void shouldBoundTheTopicsOfFiltersOfAllVersionsTogether() throws ShhException {
    ClassicFilters filters = us.core.readers().classic().filters();
    int perFilter = 256;
    Set<Topic> half = topics(0, perFilter / 2);
    ClassicCriteria large =
        new ClassicCriteria(
            Optional.empty(), Optional.empty(), List.of(half, topics(perFilter, perFilter / 2)));
    add(us.core, "of a later version", 0, perFilter);
    for (int i = 1; i < FilterCapacity.MAX_TOPICS / perFilter; i++) {
      filters.add(large);
    }

    assertThatThrownBy(() -> filters.add(large)).hasMessageStartingWith("too many topics");
    filters.add(ofAnything());
    us.core.removeFilter("of a later version", net.now);
    long last = filters.add(large);
    filters.remove(last);
    add(us.core, "of a later version", 0, perFilter);
  }

  private static Set<Topic> topics(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(Topic::new)
        .collect(Collectors.toUnmodifiableSet());
  }

  // Status

  @Test
  void shouldForgiveAndConfirmOnlyToTheSoftwareOfStatus() {
    for (String client : List.of(Net.GETH_19, Net.OURS, "shhpeer/v1.8.27/linux-amd64/go1.19.8")) {
      RecordingLink link = new RecordingLink();
      ShhPeer peer = us.core.gossip().peerConnected(newId(), client, Shh6.INSTANCE, link, net.now);
      us.core.gossip().onPacket(peer, statusWithConfirmations(), net.now);

      us.core
          .gossip()
          .onPacket(
              peer,
              new Packet.Messages(List.of(envelope("hello")), true, Optional.of(Bytes32.ZERO)),
              net.now);
      assertThat(link.codes).as(client).containsExactly(PacketCode.STATUS);

      Envelope future = Envelope.of(net.now.unixSeconds() + 500, 9, TOPIC, Bytes.random(9), 0);
      us.core.gossip().onPacket(peer, Packet.Messages.whole(List.of(future)), net.now);
      assertThat(link.codes).as(client).containsExactly(PacketCode.STATUS);
      assertThat(link.why).isEmpty();
    }
  }

  @Test
  void shouldTellTheFirstErrorsOfALargeBundle() {
    RecordingLink link = new RecordingLink();
    ShhPeer peer =
        us.core
            .gossip()
            .peerConnected(newId(), "StatusIM/v0.30/linux/go1.11", Shh6.INSTANCE, link, net.now);
    us.core.gossip().onPacket(peer, statusWithConfirmations(), net.now);
    List<Envelope> future = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      future.add(Envelope.of(net.now.unixSeconds() + 500, 9, TOPIC, Bytes.random(9), i));
    }

    us.core
        .gossip()
        .onPacket(peer, new Packet.Messages(future, true, Optional.of(Bytes32.ZERO)), net.now);

    assertThat(link.codes).containsExactly(PacketCode.STATUS, PacketCode.MESSAGE_RESPONSE);
    assertThat(link.bodies.get(1).size()).isLessThan(BundleErrors.MAX_ERRORS_TOLD * 64);
  }

  // Twins

  @Test
  void shouldSendTheBetterTwinToAPeerThatHasTheWorse() throws ShhException {
    Net.Node geth = net.node();
    Net.Connection connection = net.new Connection(us, Net.GETH_19, geth, Net.GETH_19);
    net.run(us, geth);
    us.core.gossip().setMinPow(0, net.now);
    geth.core.gossip().setMinPow(0, net.now);
    net.run(us, geth);
    Envelope better = net.envelope(PowRule.EIP_627, 20, TOPIC, 50, "hello");
    Envelope worse = better;
    for (long nonce = 0; worse.zeroBits(PowRule.EIP_627) > 2; nonce++) {
      worse = better.withNonce(nonce);
    }

    us.core.gossip().addOwn(List.of(worse), net.now);
    net.run(us, geth);
    us.core.gossip().addOwn(List.of(better), net.now);
    net.run(us, geth);
    assertThat(connection.toRight.bundleSizes).hasSize(2);

    for (long nonce = 0; worse.zeroBits(PowRule.EIP_627) != 1; nonce++) {
      worse = better.withNonce(nonce);
    }
    us.core.gossip().addOwn(List.of(worse), net.now);
    net.run(us, geth);
    assertThat(connection.toRight.bundleSizes).as("one that is worth less").hasSize(2);
  }

  @Test
  void shouldSendTheBetterOfTwoTwinsThatAPeerHasNeitherOf() throws ShhException {
    Net.Node geth = net.node();
    Net.Connection connection = net.new Connection(us, Net.GETH_19, geth, Net.GETH_19);
    net.run(us, geth);
    us.core.gossip().setMinPow(0, net.now);
    geth.core.gossip().setMinPow(0, net.now);
    net.run(us, geth);
    Envelope better = net.envelope(PowRule.EIP_627, 20, TOPIC, 50, "hello");
    Envelope worse = better;
    for (long nonce = 0; worse.zeroBits(PowRule.EIP_627) > 2; nonce++) {
      worse = better.withNonce(nonce);
    }

    us.core.gossip().addOwn(List.of(worse, better), net.now);
    net.run(us, geth);

    assertThat(connection.toRight.bundleSizes).hasSize(1);
    assertThat(geth.core.gossip().info().messages()).isOne();
    assertThat(geth.core.gossip().isPooled(better)).isTrue();
  }

  /** Anybody can seal a message anew with a better nonce, and have it evicted before its turn. */
  @Test
  void shouldNotHoldAnEnvelopeBackForATwinOfAStranger() throws ShhException {
    Envelope better = net.envelope(PowRule.EIP_627, 20, TOPIC, 50, "hello");
    Envelope worse = better;
    for (long nonce = 0; worse.zeroBits(PowRule.EIP_627) > 8; nonce++) {
      worse = better.withNonce(nonce);
    }
    us.core.gossip().setMinPow(0, net.now);
    deliver(Shh6.INSTANCE, List.of(worse, better));
    RecordingLink link = new RecordingLink();
    ShhPeer geth =
        us.core.gossip().peerConnected(newId(), Net.GETH_19, Shh6.INSTANCE, link, net.now);

    us.core.gossip().onPacket(geth, Packet.Status.OF_ANYTHING, net.now);
    us.core.gossip().flush(net.now);

    assertThat(link.codes).containsExactly(PacketCode.STATUS, PacketCode.MESSAGES);
    assertThat(link.bodies.get(1))
        .isEqualTo(
            PacketCodec.encodeEnvelopes(
                List.of(worse, better), worse.rlpSize() + better.rlpSize()));
  }

  @Test
  void shouldSendOneTwinToSoftwareThatCannotTellWhatANonceIsWorth() throws ShhException {
    Net.Node murmur = net.node();
    Net.Connection connection =
        net.new Connection(us, Net.OURS, murmur, "murmur/v0.3.4/linux-x64/nodejs");
    net.run(us, murmur);
    murmur.core.gossip().setMinPow(0, net.now);
    net.run(us, murmur);
    Envelope better = net.envelope(PowRule.PRE_1_9, 20, TOPIC, 50, "hello");
    Envelope worse = better;
    for (long nonce = 0; worse.zeroBits(PowRule.PRE_1_9) > 2; nonce++) {
      worse = better.withNonce(nonce);
    }

    us.core.gossip().addOwn(List.of(worse), net.now);
    net.run(us, murmur);
    us.core.gossip().addOwn(List.of(better), net.now);
    net.run(us, murmur);

    assertThat(connection.toRight.bundleSizes).hasSize(1);
  }

  // Helpers

  /** One without identities, so for what is not encrypted. */
  private static ClassicInbox inbox(long maxBytes, long maxWaitingBytes) {
    return new ClassicInbox(
        Net::openAtOnce,
        List::of,
        maxBytes,
        new DeliveryTurns(Runnable::run),
        new FilterCapacity(),
        new MessageBudget(maxWaitingBytes, ShhListener.NONE),
        ShhListener.NONE);
  }

  private void deliver(ShhProtocol protocol, List<Envelope> envelopes) {
    ShhPeer peer = connectTo(us.core, protocol);
    us.core.gossip().onPacket(peer, Packet.Messages.whole(envelopes), net.now);
    assertThat(us.core.gossip().peerInfo(peer.id())).isPresent();
  }

  private ShhPeer connectTo(ShhCore core, ShhProtocol protocol) {
    return connectTo(core, protocol, new RecordingLink());
  }

  private ShhPeer connectTo(ShhCore core, ShhProtocol protocol, RecordingLink link) {
    ShhPeer peer = core.gossip().peerConnected(newId(), Net.OURS, protocol, link, net.now);
    core.gossip().onPacket(peer, Packet.Status.OF_ANYTHING, net.now);
    return peer;
  }

  private PublicKey newId() {
    return KeyPair.generate(net.random).publicKey();
  }

  private static Packet.Status statusWithConfirmations() {
    return new Packet.Status(0, BloomFilter.FULL, false, true);
  }

  private List<Envelope> spam(int count) {
    return IntStream.range(0, count).mapToObj(i -> envelope("spam " + i)).toList();
  }

  private Envelope envelope(String text) {
    return net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, text);
  }

  private static Envelope classic(long expiry, String text) {
    Bytes data =
        ClassicData.seal(text(text), Optional.empty(), Optional.empty(), new SecureRandom());
    return Envelope.ofClassic(expiry, 50, List.of(TOPIC), data, 0);
  }

  private static ClassicMessage classicMessage(String text) {
    return new ClassicMessage(
        hash(text.hashCode()),
        Optional.empty(),
        Optional.empty(),
        0,
        50,
        50,
        List.of(TOPIC),
        text(text),
        0);
  }

  private static ClassicCriteria ofAnything() {
    return new ClassicCriteria(Optional.empty(), Optional.empty(), List.of());
  }

  private FilterCriteria criteria(TopicPrefix... topics) {
    return new FilterCriteria(
        new DecryptionKey.Symmetric(net.key), List.of(topics), Optional.empty(), 0, false);
  }

  private void add(ShhCore core, String id, int firstTopic, int count) throws ShhException {
    TopicPrefix[] topics =
        IntStream.range(firstTopic, firstTopic + count)
            .mapToObj(i -> TopicPrefix.of(new Topic(i), Topic.SIZE))
            .toArray(TopicPrefix[]::new);
    core.addFilter(new Filter(id, criteria(topics), core.readers().budget()), net.now);
  }

  private static Bytes32 hash(int number) {
    return Keccak256.hash(Bytes.ofUnsignedInt(number & FOR_EVER));
  }

  private static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static final class CountingOpening implements MessageOpening {
    int opened;

    @Override
    public void open(
        Envelope envelope,
        Source source,
        CandidateKeys keys,
        BiConsumer<DecryptionKey, MessageContent> onOpened) {
      opened++;
      Net.openAtOnce(envelope, source, keys, onOpened);
    }
  }

  /** Opens when the test says so, as workers do some time later. */
  private static final class LateOpening implements MessageOpening {
    private final List<Runnable> waiting = new ArrayList<>();
    int finished;

    @Override
    public void open(
        Envelope envelope,
        Source source,
        CandidateKeys keys,
        BiConsumer<DecryptionKey, MessageContent> onOpened) {
      CandidateKeys now = CandidateKeys.of(keys.now());
      waiting.add(
          () ->
              Net.openAtOnce(
                  envelope,
                  source,
                  now,
                  (key, content) -> {
                    finished++;
                    onOpened.accept(key, content);
                  }));
    }

    void finish() {
      waiting.forEach(Runnable::run);
    }
  }

  private static final class RecordingLink implements PeerLink {
    final List<Integer> codes = new ArrayList<>();
    final List<Bytes> bodies = new ArrayList<>();
    String why = "";

    @Override
    public Object origin() {
      return this;
    }

    @Override
    public void send(int code, Bytes body) {
      codes.add(code);
      bodies.add(body);
    }

    @Override
    public void send(int code, Bytes body, Runnable onWritten) {
      send(code, body);
    }

    @Override
    public void disconnect(DisconnectReason reason, String why) {
      this.why = why;
    }
  }
}

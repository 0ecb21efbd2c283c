// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.envelope.ClassicData;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.SealedMessage;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicMessage;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.classic.ClassicFilters;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.gossip.Gossip;
import dev.shhnode.shh.gossip.Shh2;
import dev.shhnode.shh.gossip.Shh5;
import dev.shhnode.shh.gossip.Shh6;
import dev.shhnode.shh.post.Sealing;
import dev.shhnode.shh.wire.BundleReader;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PeerDialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code shh/5}, {@code shh/2} and Status do otherwise, and what runs between versions. */
class ShhVersionsTest {

  private static final Topic TOPIC = new Topic(0x01020304);
  private static final ShhConfig SMALL = Net.config(0, 1 << 20, false, 1 << 20, 1 << 20);
  private static final String STATUS_PEER = "StatusIM/v1.2.0/android-arm/go1.13";

  private final Net net = new Net();
  private final Net.Node us = net.node();
  private final Net.Node them = net.node();

  // shh/5

  @Test
  void shouldFloodV5EnvelopesOneInAPacket() throws ShhException {
    Net.Connection connection = net.connect(Shh5.INSTANCE, us, them);
    Filter filter = them.filter(TOPIC);
    List<Envelope> envelopes = List.of(v5("one"), v5("two"), v5("three"));

    us.core.gossip().addOwn(envelopes, net.now);
    net.run(us, them);

    assertThat(filter.poll()).hasSize(3);
    assertThat(connection.toRight.bundleSizes)
        .containsExactlyElementsOf(envelopes.stream().map(e -> e.rlp().size()).toList());
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldKeepVersionsApart() throws ShhException {
    Net.Node third = net.node();
    net.connect(Shh5.INSTANCE, us, them);
    net.connect(Shh6.INSTANCE, us, third);
    Filter inV5 = them.filter(TOPIC);
    Filter inV6 = third.filter(TOPIC);

    us.core.gossip().addOwn(List.of(v5("five"), v6("six")), net.now);
    net.run(us, them, third);

    assertThat(inV5.poll()).extracting(ReceivedMessage::payload).containsExactly(text("five"));
    assertThat(inV6.poll()).extracting(ReceivedMessage::payload).containsExactly(text("six"));
  }

  @Test
  void shouldSealForV5WhenAPeerSpeaksIt() {
    assertThat(us.core.gossip().sealings()).containsExactly(eip627());

    net.connect(Shh5.INSTANCE, us, them);

    assertThat(us.core.gossip().sealings())
        .as("before its Status")
        .containsExactly(eip627(), Sealing.V5);
    net.run(us, them);
    assertThat(us.core.gossip().sealings()).containsExactly(eip627(), Sealing.V5);
  }

  @Test
  void shouldCarryEveryVersionOverOneConnection() throws ShhException {
    Net.Connection connection = net.connect(Shh6.INSTANCE, us, them);
    net.connect(Shh5.INSTANCE, us, them);
    net.run(us, them);
    Filter filter = them.filter(TOPIC);

    us.core.gossip().addOwn(List.of(v6("six"), v5("five")), net.now);
    net.run(us, them);

    assertThat(filter.poll())
        .extracting(ReceivedMessage::payload)
        .containsExactlyInAnyOrder(text("six"), text("five"));
    assertThat(us.core.gossip().sealings())
        .as("a peer that knows shh/6 needs no v5")
        .containsExactly(eip627());
    assertThat(us.core.gossip().peerInfo(them.id).orElseThrow().version()).isEqualTo(6);
    us.core.gossip().peerClosed(connection.toLeft.source);
    assertThat(us.core.gossip().peerInfo(them.id).orElseThrow().version()).isEqualTo(5);
  }

  private static Sealing eip627() {
    return new Sealing(WhisperVersion.V6, PowRule.EIP_627);
  }

  @Test
  void shouldDeliverAPostToBothNetworksOnce() throws ShhException {
    Filter filter = us.filter(TOPIC);
    Envelope six = v6("once");
    Envelope five = v5("once");

    us.core.gossip().addOwn(List.of(six, five), net.now);
    us.core.gossip().addOwn(List.of(v6("once")), net.now);
    us.core.gossip().addOwn(List.of(v5("once")), net.now);
    us.core.gossip().addOwn(List.of(v5("once")), net.now);

    assertThat(filter.poll()).as("said three times, twice in v6").hasSize(3);
  }

  /** Strangers choose whether a peer speaks only {@code shh/5}; its pool is the smaller one. */
  @Test
  void shouldPostInV6ThoughThePoolOfV5IsFull() throws ShhException {
    Gossip small = net.node(SMALL).core.gossip();
    ShhException full = null;
    while (full == null) {
      full =
          catchThrowableOfType(
              ShhException.class, () -> small.addOwn(List.of(v5("x".repeat(5_000))), net.now));
    }
    assertThat(full.failure()).isInstanceOf(Failure.PoolFull.class);
    int before = small.info().messages();

    small.addOwn(List.of(v6("hello"), v5("x".repeat(5_000))), net.now);

    assertThat(small.info().messages()).isEqualTo(before + 1);
  }

  @Test
  void shouldPostNothingOfWhatHasNoRoom() throws ShhException {
    Net.Node small = net.node(SMALL);
    Filter filter = small.filter(TOPIC);
    small.core.gossip().addOwn(List.of(v6("first")), net.now);
    assertThat(filter.poll()).hasSize(1);
    List<Envelope> tooMany =
        IntStream.range(0, 20).mapToObj(i -> v6(i + "x".repeat(20_000))).toList();

    assertThatThrownBy(() -> small.core.gossip().addOwn(tooMany, net.now))
        .isInstanceOf(ShhException.class)
        .hasMessageContaining("pool is full");

    assertThat(filter.poll()).isEmpty();
    assertThat(small.core.gossip().info().messages()).isOne();
  }

  @ParameterizedTest
  @CsvSource({"1, 50, 1", "-19, 50, 0", "-21, 50, 0", "59, 50, 1", "62, 50, 0"})
  void shouldJudgeV5ByTime(int expiryOffset, int ttl, int delivered) throws ShhException {
    Net.Connection connection = net.connect(Shh5.INSTANCE, us, them);
    net.run(us, them);
    Filter filter = us.filter(TOPIC);
    Envelope good = v5("x");
    Envelope moved =
        net.mine(
            Envelope.of(
                WhisperVersion.V5,
                net.now.unixSeconds() + expiryOffset,
                ttl,
                TOPIC,
                new SealedMessage(good.data(), good.aesNonce()),
                0),
            PowRule.PRE_1_9,
            0.5);

    receive(connection, moved);

    assertThat(filter.poll()).hasSize(delivered);
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldDropCheapV5EnvelopesWithoutOffence() throws ShhException {
    Net.Connection connection = net.connect(Shh5.INSTANCE, us, them);
    net.run(us, them);
    Filter filter = us.filter(TOPIC);
    Envelope good = v5("x");

    receive(connection, net.mine(withTtl(good, 1 << 20), PowRule.PRE_1_9, 0.0001));

    assertThat(filter.poll()).isEmpty();
    assertThat(connection.isUp()).isTrue();
  }

  private Envelope withTtl(Envelope envelope, long ttl) {
    return Envelope.of(
        WhisperVersion.V5,
        net.now.unixSeconds() + ttl,
        ttl,
        TOPIC,
        new SealedMessage(envelope.data(), envelope.aesNonce()),
        0);
  }

  @Test
  void shouldHangUpOnV5EnvelopesWithAnAesNonceOfAnotherSize() {
    Net.Connection connection = net.connect(Shh5.INSTANCE, us, them);
    net.run(us, them);
    SealedMessage message = new SealedMessage(Bytes.of(1), Bytes.repeat((byte) 1, 11));

    receive(
        connection,
        Envelope.of(WhisperVersion.V5, net.now.unixSeconds() + 50, 50, TOPIC, message, 0));

    assertThat(connection.toRight.refused).isEqualTo(DisconnectReason.SUBPROTOCOL_ERROR);
  }

  @ParameterizedTest
  @CsvSource({"0x06", "0xc105", "0x80", "0x", "0xc0"})
  void shouldRefuseEveryOtherStatusOfV5(String body) {
    assertThatThrownBy(() -> Shh5.INSTANCE.decode(0, Bytes.fromHexString(body), PeerDialect.GETH))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldSayTheStatusOfItsVersion() {
    Packet.Status status = Packet.Status.OF_ANYTHING;

    assertThat(Shh5.INSTANCE.encodeStatus(status, PeerDialect.GETH))
        .isEqualTo(Bytes.fromHexString("0x05"));
    assertThat(Shh2.INSTANCE.encodeStatus(status, PeerDialect.GETH))
        .isEqualTo(Bytes.fromHexString("0xc102"));
  }

  // shh/2

  @Test
  void shouldCarryClassicMessages() throws ShhException {
    KeyPair reader = KeyPair.generate(net.random);
    KeyPair writer = KeyPair.generate(net.random);
    them.identities.add(reader);
    net.connect(Shh2.INSTANCE, us, them);
    ClassicFilters filters = them.core.readers().classic().filters();
    long all = filters.add(new ClassicCriteria(Optional.empty(), Optional.empty(), List.of()));
    long toReader =
        filters.add(
            new ClassicCriteria(Optional.of(reader.publicKey()), Optional.empty(), List.of()));
    long fromWriter =
        filters.add(
            new ClassicCriteria(Optional.empty(), Optional.of(writer.publicKey()), List.of()));

    us.core
        .gossip()
        .addOwn(
            List.of(
                classic("clear", Optional.empty(), Optional.empty()),
                classic("secret", Optional.of(reader), Optional.of(writer)),
                classic("foreign", Optional.of(KeyPair.generate(net.random)), Optional.empty())),
            net.now);
    net.run(us, them);

    assertThat(payloads(filters.poll(all))).containsExactly(text("clear"), text("secret"));
    assertThat(payloads(filters.poll(toReader))).containsExactly(text("secret"));
    assertThat(payloads(filters.poll(fromWriter))).containsExactly(text("secret"));
    assertThat(filters.poll(all)).isEmpty();
    assertThat(payloads(them.core.readers().classic().messages(all).all()))
        .containsExactly(text("clear"), text("secret"));

    net.pass(Duration.ofSeconds(51), us, them);

    assertThat(them.core.readers().classic().messages(all).all()).isEmpty();
  }

  /** Nothing but the data is what its sender made: all else a stranger may choose. */
  @Test
  void shouldDeliverV2CiphertextOnceHoweverItIsSealed() throws ShhException {
    KeyPair reader = KeyPair.generate(net.random);
    us.identities.add(reader);
    ClassicFilters filters = us.core.readers().classic().filters();
    long all = filters.add(new ClassicCriteria(Optional.empty(), Optional.empty(), List.of()));
    Envelope secret = classic("secret", Optional.of(reader), Optional.of(reader));
    Envelope clear = classic("clear", Optional.empty(), Optional.empty());

    for (Envelope original : List.of(secret, clear)) {
      for (int i = 0; i < 3; i++) {
        Envelope again =
            Envelope.ofClassic(
                net.now.unixSeconds() + 60 + i, 60, List.of(new Topic(i)), original.data(), i);
        us.core.gossip().addOwn(List.of(again), net.now);
      }
    }

    assertThat(payloads(filters.poll(all)))
        .as("who says the same in clear again may mean it")
        .containsExactly(text("secret"), text("clear"), text("clear"), text("clear"));
  }

  @Test
  void shouldMatchClassicTopicsByPosition() throws ShhException {
    Topic a = new Topic(1);
    Topic b = new Topic(2);
    Topic c = new Topic(3);
    ClassicFilters filters = us.core.readers().classic().filters();
    long first = filters.add(onTopics(Set.of(a)));
    long second = filters.add(onTopics(Set.of(), Set.of(b, c)));
    long both = filters.add(onTopics(Set.of(a), Set.of(b)));
    long anyTwo = filters.add(onTopics(Set.of(), Set.of()));

    us.core
        .gossip()
        .addOwn(
            List.of(classicOn("a", a), classicOn("ab", a, b), classicOn("bc", b, c), classicOn("")),
            net.now);

    assertThat(payloads(filters.poll(first))).containsExactly(text("a"), text("ab"));
    assertThat(payloads(filters.poll(second))).containsExactly(text("ab"), text("bc"));
    assertThat(payloads(filters.poll(both))).containsExactly(text("ab"));
    assertThat(payloads(filters.poll(anyTwo))).containsExactly(text("ab"), text("bc"));
    assertThat(filters.remove(both)).isTrue();
    assertThat(filters.remove(both)).isFalse();
  }

  /** The rows of {@code topicFilter} of the golden vectors, in our terms. */
  @Test
  void shouldMatchAsGethDoes() {
    Topic a = new Topic(1);
    assertThat(onTopics().matches(message())).isTrue();
    assertThat(onTopics(Set.of(a)).matches(message(a))).isTrue();
    assertThat(onTopics(Set.of(a)).matches(message())).isFalse();
    assertThat(onTopics(Set.of()).matches(message(a))).isTrue();
    assertThat(onTopics(Set.of(a), Set.of(a)).matches(message(a))).isFalse();
    assertThat(onTopics(Set.of(a), Set.of()).matches(message(a, a))).isTrue();
  }

  @Test
  void shouldTakeNoOffenceInV2() throws ShhException {
    Net.Connection connection = net.connect(Shh2.INSTANCE, us, them);
    net.run(us, them);
    long now = net.now.unixSeconds();
    Bytes data = Bytes.of(1, 2, 3);

    receive(connection, Envelope.ofClassic(now - 1_000, 50, List.of(TOPIC), data, 0));
    receive(connection, Envelope.ofClassic(now + 50, 50, List.of(TOPIC), Bytes.EMPTY, 0));
    receive(connection, Envelope.ofClassic(now + 1_000, 50, List.of(TOPIC), data, 0));
    net.run(us, them);

    assertThat(connection.isUp()).isTrue();
    assertThat(us.core.gossip().info().messages()).as("neither expired nor empty").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0xc3c2c101", "0x01", "0xc5840102", "0xf8ff"})
  void shouldSkipMalformedBundlesOfV2(String body) throws DecodeException {
    Optional<BundleReader> reader = Shh2.INSTANCE.readBundle(Bytes.fromHexString(body));

    if (reader.isPresent()) {
      assertThat(reader.get().next(9, 9, () -> {})).isEmpty();
      assertThat(reader.get().isAtEnd()).isTrue();
    }
  }

  // Status

  @Test
  void shouldAcknowledgePacketsOfStatusPeers() throws Exception {
    Net.Connection connection = net.new Connection(us, STATUS_PEER, them, STATUS_PEER);
    Filter filter = them.filter(TOPIC);

    us.core.gossip().addOwn(List.of(v6("hello")), net.now);
    net.run(us, them);

    assertThat(filter.poll()).hasSize(1);
    assertThat(connection.toLeft.codes).contains(PacketCode.BATCH_ACKNOWLEDGED);
    assertThat(connection.toRight.codes).doesNotContain(PacketCode.BATCH_ACKNOWLEDGED);
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldTellAStatusPeerThatAClockIsWrongAndStay() {
    Net.Connection connection = net.new Connection(us, STATUS_PEER, them, STATUS_PEER);
    net.run(us, them);
    Envelope late = Envelope.of(net.now.unixSeconds() + 200, 50, TOPIC, Bytes.of(1), 0);

    receive(connection, late);

    assertThat(connection.toRight.codes).contains(PacketCode.MESSAGE_RESPONSE);
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldForgiveMurmurItsProofOfWork() throws ShhException {
    String murmur = "murmur/v0.3.4/linux-x64/nodejs";
    Net.Connection connection = net.new Connection(us, Net.OURS, them, murmur);
    net.run(us, them);
    Filter filter = us.filter(TOPIC);

    receive(connection, Envelope.of(net.now.unixSeconds() + 500, 500, TOPIC, Bytes.random(900), 0));

    assertThat(connection.isUp()).isTrue();
    assertThat(filter.poll()).isEmpty();
    assertThat(us.core.gossip().info().messages()).isZero();
  }

  @Test
  void shouldNotAcknowledgeToOthers() throws ShhException {
    Net.Connection connection = net.connect(us, them);

    us.core.gossip().addOwn(List.of(v6("hello")), net.now);
    net.run(us, them);

    assertThat(them.core.gossip().info().messages()).isOne();
    assertThat(connection.toLeft.codes).doesNotContain(PacketCode.BATCH_ACKNOWLEDGED);
  }

  // Twins

  @Test
  void shouldSendAPeerOnlyOneOfTwins() throws ShhException {
    Net.Node old = net.node();
    Net.Node ofOurs = net.node();
    Net.Connection toOld = net.new Connection(us, Net.OURS, old, Net.GETH_18);
    Net.Connection toOurs = net.connect(us, ofOurs);
    us.core.gossip().onPacket(toOld.toLeft.source, Packet.Status.OF_ANYTHING, net.now);
    Envelope one = v6("hello");
    Envelope other = net.mine(one.withNonce(0), PowRule.PRE_1_9, 0.5);
    Envelope third = other;
    for (double pow = 1; third.equals(other); pow *= 2) {
      third = net.mine(one.withNonce(0), PowRule.PRE_1_9, pow);
    }

    us.core.gossip().addOwn(List.of(third, other), net.now);
    net.run(us, old, ofOurs);

    assertThat(old.core.gossip().info().messages()).isEqualTo(1);
    assertThat(ofOurs.core.gossip().info().messages()).isEqualTo(2);
    assertThat(toOurs.isUp()).isTrue();
  }

  // Helpers

  private void receive(Net.Connection connection, Envelope envelope) {
    us.core
        .gossip()
        .onPacket(
            connection.toLeft.source,
            new Packet.Messages(List.of(envelope), true, Optional.of(Bytes32.ZERO)),
            net.now);
  }

  private Envelope v5(String text) {
    return net.envelope(WhisperVersion.V5, PowRule.PRE_1_9, 0.3, TOPIC, 50, text);
  }

  private Envelope v6(String text) {
    return net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, text);
  }

  private Envelope classic(String text, Optional<KeyPair> reader, Optional<KeyPair> writer) {
    Bytes data =
        ClassicData.seal(
            text(text),
            reader.map(KeyPair::publicKey),
            writer.map(KeyPair::privateKey),
            net.random);
    return Envelope.ofClassic(net.now.unixSeconds() + 50, 50, List.of(TOPIC), data, 0);
  }

  private Envelope classicOn(String text, Topic... topics) {
    Bytes data = ClassicData.seal(text(text), Optional.empty(), Optional.empty(), net.random);
    return Envelope.ofClassic(net.now.unixSeconds() + 50, 50, List.of(topics), data, 0);
  }

  private static ClassicCriteria onTopics(Set<?>... topics) {
    List<Set<Topic>> byPosition = new ArrayList<>();
    for (Set<?> alternatives : topics) {
      byPosition.add(alternatives.stream().map(Topic.class::cast).collect(Collectors.toSet()));
    }
    return new ClassicCriteria(Optional.empty(), Optional.empty(), byPosition);
  }

  private static ClassicMessage message(Topic... topics) {
    return new ClassicMessage(
        Bytes32.ZERO, Optional.empty(), Optional.empty(), 0, 0, 0, List.of(topics), Bytes.EMPTY, 0);
  }

  private static List<Bytes> payloads(List<ClassicMessage> messages) {
    return messages.stream().map(ClassicMessage::payload).toList();
  }

  private static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.DisconnectReason;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.gossip.Gossip;
import dev.shhnode.shh.gossip.Interest;
import dev.shhnode.shh.gossip.Shh6;
import dev.shhnode.shh.pool.PooledEnvelope;
import dev.shhnode.shh.post.Sealing;
import dev.shhnode.shh.wire.Packet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class ShhCoreTest {

  private static final Topic TOPIC = Topic.of(Bytes.fromHexString("0xdeadbee7"));
  private static final Topic OTHER = Topic.of(Bytes.fromHexString("0x01020304"));

  /** No envelope of a test has so much by chance. */
  private static final double OUT_OF_REACH = 1e9;

  private final Net net = new Net();

  @Test
  void shouldRelayAlongALineOnceToEveryReader() throws Exception {
    Net.Node a = net.node();
    Net.Node b = net.node();
    Net.Node c = net.node();
    net.connect(a, b);
    net.connect(b, c);
    net.connect(a, c);
    net.run(a, b, c);
    Filter reader = c.filter(TOPIC);

    a.core.gossip().addOwn(List.of(eip627("hello")), net.now);
    net.run(a, b, c);

    assertThat(payloads(reader)).containsExactly("hello");
    assertThat(reader.poll()).isEmpty();
  }

  @Test
  void shouldNotSendBackWhatAPeerHas() throws Exception {
    Net.Node a = net.node();
    Net.Node b = net.node();
    Net.Connection connection = net.connect(a, b);
    net.run(a, b);

    a.core.gossip().addOwn(List.of(eip627("x")), net.now);
    net.run(a, b);

    assertThat(connection.toRight.bundleSizes).hasSize(1);
    assertThat(connection.toLeft.bundleSizes).isEmpty();
  }

  @Test
  void shouldOfferThePoolToANewcomerInBundlesBelowTheLimit() throws Exception {
    Net.Node a = net.node();
    Net.Node b = net.node();
    Topic topic = TOPIC;
    for (int i = 0; i < 40; i++) {
      Envelope large = Envelope.of(net.now.unixSeconds() + 1, 1, topic, Bytes.random(50_000), 0);
      a.core.gossip().addOwn(List.of(large), net.now);
    }
    b.core.gossip().setMinPow(0, net.now);

    Net.Connection connection = net.connect(a, b);
    net.run(a, b);

    assertThat(b.core.gossip().info().messages()).isEqualTo(40);
    assertThat(connection.toRight.bundleSizes).hasSizeBetween(4, 6);
    assertThat(connection.toRight.bundleSizes)
        .allMatch(size -> size <= Shh6.INSTANCE.maxBundleBytes() + 8);
  }

  @Test
  void shouldNotSendAnEnvelopeThatMakesAPacketAboveWhatGethTakes() throws Exception {
    Net.Node a = net.node(Net.config(0, 1 << 20, false, 8 << 20, 1 << 20));
    Net.Node b = net.node(Net.config(0, 1 << 20, false, 8 << 20, 1 << 20));
    Net.Connection connection = net.connect(a, b);
    net.run(a, b);
    int headers = 22;
    for (int size : new int[] {(1 << 20) - headers - 8, (1 << 20) - headers}) {
      a.core
          .gossip()
          .addOwn(
              List.of(Envelope.of(net.now.unixSeconds() + 9, 9, TOPIC, Bytes.random(size), 1)),
              net.now);
    }

    net.run(a, b);

    assertThat(connection.toRight.bundleSizes).hasSize(1).allMatch(size -> size <= 1 << 20);
    assertThat(b.core.gossip().info().messages()).isOne();
  }

  @Test
  void shouldSendTogetherWhatComesTogether() throws Exception {
    Net.Node a = net.node();
    Net.Node b = net.node();
    Net.Connection connection = net.connect(a, b);
    net.run(a, b);
    List<Envelope> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(eip627("message " + i));
    }

    a.core.gossip().addOwn(many, net.now);
    net.run(a, b);

    assertThat(connection.toRight.bundleSizes).hasSize(1);
    assertThat(b.core.gossip().info().messages()).isEqualTo(20);
  }

  @Test
  void shouldJudgeByTheReceiversRule() throws Exception {
    Net.Node us = net.node();
    Net.Node old = net.node();
    Net.Node young = net.node();
    Net.Connection toOld = net.new Connection(us, Net.OURS, old, Net.GETH_18);
    Net.Connection toYoung = net.new Connection(us, Net.OURS, young, Net.GETH_19);
    net.run(us, old, young);

    us.core.gossip().addOwn(List.of(onlyGoodBy(PowRule.EIP_627)), net.now);
    net.run(us, old, young);
    assertThat(toOld.toRight.bundleSizes).isEmpty();
    assertThat(toYoung.toRight.bundleSizes).hasSize(1);

    us.core.gossip().addOwn(List.of(onlyGoodBy(PowRule.PRE_1_9)), net.now);
    net.run(us, old, young);
    assertThat(toOld.toRight.bundleSizes).hasSize(1);
    assertThat(toYoung.toRight.bundleSizes).hasSize(1);
  }

  @Test
  void shouldSealForEveryRuleThatPeersJudgeBy() {
    Net.Node us = net.node();
    assertThat(rulesOfPosts(us)).containsExactly(PowRule.EIP_627);

    Net.Node old = net.node();
    net.new Connection(us, Net.OURS, old, Net.GETH_18);
    net.run(us, old);
    assertThat(rulesOfPosts(us)).containsExactly(PowRule.PRE_1_9);

    Net.Node young = net.node();
    net.new Connection(us, Net.OURS, young, Net.GETH_19);
    net.run(us, old, young);
    assertThat(rulesOfPosts(us)).containsExactly(PowRule.EIP_627, PowRule.PRE_1_9);
  }

  @Test
  void shouldDeliverTwinsOnce() throws Exception {
    Net.Node us = net.node();
    Filter reader = us.filter(TOPIC);
    Envelope one = eip627("twin");
    Envelope twin = net.mine(one.withNonce(0), PowRule.PRE_1_9, 0.3);

    us.core.gossip().addOwn(List.of(one, twin), net.now);

    assertThat(us.core.gossip().info().messages()).isEqualTo(2);
    assertThat(reader.poll()).hasSize(1);
  }

  @Test
  void shouldTakeTheGoodOnesOfABundleAndThenHangUp() throws Exception {
    Net.Node us = net.node();
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);
    net.run(us, them);
    Filter reader = us.filter(TOPIC);
    Envelope bad = Envelope.of(net.now.unixSeconds() + 50, 1 << 30, TOPIC, Bytes.random(300), 0);

    deliver(connection, us, List.of(eip627("first"), bad, eip627("last")));

    assertThat(payloads(reader)).containsExactly("first", "last");
    assertThat(connection.toRight.refused).isEqualTo(DisconnectReason.SUBPROTOCOL_ERROR);
  }

  @Test
  void shouldHangUpOnAPacketBeforeStatus() {
    Net.Node us = net.node();
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);

    deliver(connection, us, List.of());

    assertThat(connection.toRight.refused).isEqualTo(DisconnectReason.SUBPROTOCOL_ERROR);
  }

  @Test
  void shouldIgnoreASecondStatus() {
    Net.Node us = net.node();
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);
    net.run(us, them);

    us.core
        .gossip()
        .onPacket(
            connection.toLeft.source,
            new Packet.Status(99, BloomFilter.EMPTY, true, false),
            net.now);

    assertThat(connection.isUp()).isTrue();
    assertThat(us.core.gossip().peerInfo(them.id).orElseThrow().minPow()).isEqualTo(0.2);
  }

  @Test
  void shouldHangUpWhenNoStatusComes() {
    Net.Node us = net.node();
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);

    net.now = net.now.plus(Gossip.STATUS_PATIENCE);
    us.core.onTime(net.now);

    assertThat(connection.toRight.refused).isEqualTo(DisconnectReason.SUBPROTOCOL_ERROR);
  }

  @Test
  void shouldTolerateTheFormerRequirementForTenSeconds() {
    Net.Node us = net.node();
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);
    net.run(us, them);

    us.core.gossip().setMinPow(OUT_OF_REACH, net.now);
    deliver(connection, us, List.of(eip627("during grace")));
    assertThat(connection.isUp()).isTrue();

    net.now = net.now.plus(Interest.GRACE);
    deliver(connection, us, List.of(eip627("after grace")));
    assertThat(connection.isUp()).isFalse();
  }

  @Test
  void shouldSendWhatAPeerComesToWant() throws Exception {
    Net.Node us = net.node();
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);
    net.run(us, them);
    them.core.gossip().setMinPow(OUT_OF_REACH, net.now);
    net.run(us, them);

    us.core.gossip().addOwn(List.of(eip627("waits")), net.now);
    net.run(us, them);
    assertThat(them.core.gossip().info().messages()).isZero();

    net.pass(Duration.ofSeconds(2), us, them);
    them.core.gossip().setMinPow(0.1, net.now);
    net.run(us, them);
    assertThat(them.core.gossip().info().messages()).isOne();
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldWidenAndNarrowALightClientsBloom() throws Exception {
    Net.Node full = net.node();
    Net.Node light = net.node(light());
    Net.Connection connection = net.connect(full, light);
    net.run(full, light);
    assertThat(bloomOf(light, full)).isEqualTo(BloomFilter.EMPTY);

    Filter reader = light.filter(TOPIC);
    net.run(full, light);
    assertThat(bloomOf(light, full)).isEqualTo(BloomFilter.of(TOPIC));
    full.core.gossip().addOwn(List.of(eip627("wanted"), eip627(OTHER, "unwanted")), net.now);
    net.run(full, light);
    assertThat(payloads(reader)).containsExactly("wanted");
    assertThat(light.core.gossip().info().messages()).isOne();

    light.core.removeFilter(reader.id(), net.now);
    net.run(full, light);
    assertThat(bloomOf(light, full)).isEqualTo(BloomFilter.EMPTY);
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldWantAllTopicsForAFilterWithoutTopicsUnlessTheUserChoseABloom() throws Exception {
    Net.Node full = net.node();
    Net.Node light = net.node(light());
    net.connect(full, light);
    light.filter();
    net.run(full, light);
    assertThat(bloomOf(light, full)).isEqualTo(BloomFilter.FULL);

    light.core.gossip().setBloom(BloomFilter.of(OTHER), net.now);
    light.filter(TOPIC);
    net.run(full, light);

    assertThat(bloomOf(light, full)).isEqualTo(BloomFilter.of(OTHER).union(BloomFilter.of(TOPIC)));
  }

  @Test
  void shouldTolerateTheFormerBloomForTenSeconds() throws Exception {
    Net.Node light = net.node(light());
    Net.Node full = net.node();
    Net.Connection connection = net.connect(light, full);
    net.run(light, full);
    Filter filter = light.filter(TOPIC);
    light.core.removeFilter(filter.id(), net.now);

    deliver(connection, light, List.of(eip627("late")));
    assertThat(connection.isUp()).isTrue();

    net.now = net.now.plus(Interest.GRACE);
    deliver(connection, light, List.of(eip627("too late")));
    assertThat(connection.isUp()).isFalse();
  }

  @Test
  void shouldForwardNothingForeignAsALightClient() throws Exception {
    Net.Node a = net.node();
    Net.Node light = net.node(light());
    Net.Node c = net.node();
    net.connect(a, light);
    net.connect(light, c);
    light.filter(TOPIC);
    net.run(a, light, c);

    a.core.gossip().addOwn(List.of(eip627("foreign")), net.now);
    net.run(a, light, c);
    assertThat(c.core.gossip().info().messages()).isZero();

    light.core.gossip().addOwn(List.of(eip627("own")), net.now);
    net.run(a, light, c);
    assertThat(c.core.gossip().info().messages()).isOne();
  }

  @Test
  void shouldRefuseAnotherLightClient() {
    Net.Node one = net.node(light());
    Net.Node other = net.node(light());
    Net.Connection connection = net.connect(one, other);

    net.run(one, other);

    assertThat(connection.isUp()).isFalse();
  }

  @Test
  void shouldDeliverDirectMessagesOfTrustedPeersToFiltersThatAllowThem() throws Exception {
    Net.Node us = net.node();
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);
    net.run(us, them);
    Filter plain = us.filter(TOPIC);
    Filter direct = us.filter(0.1, true, TOPIC);

    them.core.gossip().sendDirect(us.id, eip627("not trusted yet"));
    net.run(us, them);
    assertThat(direct.poll()).isEmpty();

    us.core.gossip().trust(them.id);
    them.core.gossip().sendDirect(us.id, eip627("trusted"));
    net.run(us, them);
    assertThat(payloads(direct)).containsExactly("trusted");
    assertThat(plain.poll()).isEmpty();
    assertThat(us.core.gossip().info().messages()).isZero();
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldTrustAndAddressAPeerWhoseStatusIsOnItsWay() throws Exception {
    Net.Node us = net.node();
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);
    Filter ours = us.filter(0.1, true, TOPIC);
    Filter theirs = them.filter(0.1, true, TOPIC);
    assertThat(us.core.gossip().peerInfo(them.id)).isEmpty();

    us.core.gossip().trust(them.id);
    them.core.gossip().trust(us.id);
    us.core.gossip().sendDirect(them.id, eip627("from us"));
    them.core.gossip().sendDirect(us.id, eip627("from them"));
    net.run(us, them);

    assertThat(payloads(ours)).containsExactly("from them");
    assertThat(payloads(theirs)).containsExactly("from us");
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldForgetEnvelopesWhenTheyExpire() throws Exception {
    Net.Node us = net.node();
    us.core.gossip().addOwn(List.of(eip627("short-lived")), net.now);
    assertThat(us.core.gossip().info().memoryBytes()).isPositive();

    net.pass(Duration.ofSeconds(50), us);
    assertThat(us.core.gossip().info().messages()).isOne();
    net.pass(Duration.ofSeconds(1), us);

    assertThat(us.core.gossip().info().messages()).isZero();
    assertThat(us.core.gossip().info().memoryBytes()).isZero();
  }

  @Test
  void shouldKeepNoMoreThanThePoolHolds() {
    Net.Node us = net.node(Net.config(0, 1 << 20, false, 14_000, 1 << 20));
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);
    net.run(us, them);
    List<Envelope> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(Envelope.of(net.now.unixSeconds() + 9, 9, TOPIC, Bytes.random(1_000), i));
    }

    deliver(connection, us, many);

    assertThat(us.core.gossip().info().memoryBytes()).isBetween(8_000L, 11_000L);
    assertThat(connection.isUp()).isTrue();
  }

  @Test
  void shouldCountTheObjectsOfTinyEnvelopesIntoThePool() {
    Net.Node us = net.node(Net.config(0, 1 << 20, false, 14_000, 1 << 20));
    Net.Node them = net.node();
    Net.Connection connection = net.connect(us, them);
    net.run(us, them);
    List<Envelope> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(Envelope.of(net.now.unixSeconds() + 9, 9, TOPIC, Bytes.EMPTY, i));
    }

    deliver(connection, us, many);

    assertThat(us.core.gossip().info().messages())
        .isBetween(1, 14_000 / PooledEnvelope.OBJECT_COST_BYTES);
  }

  @Test
  void shouldNotDeliverADirectMessageOfInfiniteWork() throws Exception {
    Net.Node us = net.node();
    Net.Node them = net.node();
    net.connect(us, them);
    net.run(us, them);
    Filter direct = us.filter(0, true, TOPIC);
    us.core.gossip().trust(them.id);
    Envelope timeless = eip627("timeless");
    Envelope wrapping = eip627("wrapping");

    them.core
        .gossip()
        .sendDirect(us.id, Envelope.of(net.now.unixSeconds(), 0, TOPIC, timeless.data(), 0));
    them.core
        .gossip()
        .sendDirect(
            us.id, Envelope.of(net.now.unixSeconds() - 1, 0xffff_ffffL, TOPIC, wrapping.data(), 0));
    net.run(us, them);

    assertThat(payloads(direct)).containsExactly("wrapping");
  }

  @Test
  void shouldGiveAReconnectedPeerAllThatItMayLack() throws Exception {
    Net.Node us = net.node();
    Net.Node them = net.node();
    Net.Connection first = net.connect(us, them);
    net.run(us, them);
    us.core.gossip().addOwn(List.of(eip627("x")), net.now);
    net.run(us, them);
    us.core.gossip().peerClosed(first.toLeft.source);
    them.core.gossip().peerClosed(first.toRight.source);

    Net.Node reborn = net.node();
    net.connect(us, reborn);
    net.run(us, reborn);

    assertThat(reborn.core.gossip().info().messages()).isOne();
  }

  @Test
  void shouldLoseTheOldestMessagesOfTheFullestFilter() throws Exception {
    Net.Node us = net.node(Net.config(0.2, 1 << 20, false, 1 << 20, 20_000));
    Filter hoarder = us.filter(TOPIC);
    Filter modest = us.filter(OTHER);
    us.core.gossip().addOwn(List.of(eip627(OTHER, "kept")), net.now);
    for (int i = 0; i < 100; i++) {
      us.core.gossip().addOwn(List.of(eip627("message " + i)), net.now);
    }

    List<String> left = payloads(hoarder);

    assertThat(left).endsWith("message 99").doesNotContain("message 0");
    assertThat(payloads(modest)).containsExactly("kept");
  }

  @Test
  void shouldSealForAPeerWhoseStatusIsStillToCome() throws Exception {
    Net.Node us = net.node();
    Net.Node them = net.node();
    net.new Connection(us, Net.OURS, them, Net.GETH_18);

    assertThat(rulesOfPosts(us)).containsExactly(PowRule.PRE_1_9);

    Filter filter = them.filter(TOPIC);
    us.core.gossip().addOwn(List.of(onlyGoodBy(PowRule.PRE_1_9)), net.now);
    net.run(us, them);
    assertThat(payloads(filter)).containsExactly("only PRE_1_9");
  }

  private ShhConfig light() {
    return Net.config(0.2, 1 << 20, true, 1 << 20, 1 << 20);
  }

  private Envelope eip627(String text) {
    return eip627(TOPIC, text);
  }

  private Envelope eip627(Topic topic, String text) {
    return net.envelope(PowRule.EIP_627, 0.3, topic, 50, text);
  }

  private static List<PowRule> rulesOfPosts(Net.Node node) {
    return node.core.gossip().sealings().stream().map(Sealing::rule).toList();
  }

  private Envelope onlyGoodBy(PowRule rule) {
    while (true) {
      Envelope envelope = net.envelope(rule, 0.3, TOPIC, 50, "only " + rule);
      PowRule other = rule == PowRule.EIP_627 ? PowRule.PRE_1_9 : PowRule.EIP_627;
      if (envelope.pow(other, 0) < 0.2) {
        return envelope;
      }
    }
  }

  /** A bundle as if the right side of the connection had sent it. */
  private void deliver(Net.Connection connection, Net.Node to, List<Envelope> envelopes) {
    to.core.gossip().onPacket(connection.toLeft.source, Packet.Messages.whole(envelopes), net.now);
  }

  private static BloomFilter bloomOf(Net.Node node, Net.Node atNode) {
    return atNode.core.gossip().peerInfo(node.id).orElseThrow().bloom();
  }

  private static List<String> payloads(Filter filter) {
    return filter.poll().stream()
        .map(message -> new String(message.payload().toArray(), StandardCharsets.UTF_8))
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Topic;
import dev.shhnode.shh.ShhPeerInfo;
import dev.shhnode.shh.gossip.ShhPeer;
import dev.shhnode.shh.wire.Packet;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A peer that keeps changing its mind is believed once a second, and at last in any case. */
class AnnouncementsTest {

  private static final int AT_ONCE = 16;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Net net = new Net();
  private final Net.Node us = net.node();
  private final Net.Node them = net.node();
  private ShhPeer peer;

  @BeforeEach
  void connect() {
    peer = net.connect(them, us).toRight.source;
    net.run(us, them);
  }

  private void announce(double minPow) {
    us.core.gossip().onPacket(peer, new Packet.PowRequirement(minPow), net.now);
  }

  private void announce(BloomFilter bloom) {
    us.core.gossip().onPacket(peer, new Packet.BloomUpdate(bloom), net.now);
  }

  private ShhPeerInfo known() {
    return us.core.gossip().peerInfo(peer.id()).orElseThrow();
  }

  private static BloomFilter of(int topic) {
    return BloomFilter.of(new Topic(topic));
  }

  @Test
  void shouldBelieveSomeAtOnceAndThenTheLatestOfEachSecond() {
    for (int i = 1; i <= 100; i++) {
      announce(i);
    }
    assertThat(known().minPow()).isEqualTo(AT_ONCE);

    net.pass(SECOND, us);
    assertThat(known().minPow()).isEqualTo(100);

    announce(1);
    announce(2);
    assertThat(known().minPow()).isEqualTo(100);
    net.pass(SECOND, us);
    assertThat(known().minPow()).isEqualTo(2);
  }

  @Test
  void shouldBelieveTheLatestBloomFilterToo() {
    for (int i = 1; i <= 100; i++) {
      announce(of(i));
    }
    assertThat(known().bloom()).isEqualTo(of(AT_ONCE));

    net.pass(SECOND, us);

    assertThat(known().bloom()).isEqualTo(of(100));
  }

  @Test
  void shouldForgetWhatWaitsWhenALaterOneTakesEffect() {
    for (int i = 0; i < AT_ONCE; i++) {
      announce(0.5);
    }
    announce(7);
    net.now = net.now.plus(SECOND);

    announce(3);
    net.pass(SECOND, us);

    assertThat(known().minPow()).isEqualTo(3);
  }
}

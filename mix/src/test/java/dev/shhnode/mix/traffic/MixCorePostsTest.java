// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.mix.MixAlarm;
import dev.shhnode.mix.MixException;
import dev.shhnode.mix.MixFailure;
import dev.shhnode.mix.MixListener.PacketKind;
import dev.shhnode.mix.PostStage;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.directory.TestMix;
import java.time.Duration;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class MixCorePostsTest {

  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Bytes ENVELOPE = Bytes.of(1, 2, 3);
  private static final Bytes32 HASH = Keccak256.hash(ENVELOPE);

  private final TestPeer peer = new TestPeer(1);
  private TestCore node = sender(TrafficProfile.STD);

  private static TestCore sender(TrafficProfile profile) {
    return new TestCore(TestCore.config(Set.of(), profile));
  }

  /** Three mixes, one of which is linked. */
  private void learnThreeMixes() {
    MixLink link = node.connect(peer);
    node.tellOf(link, peer.mix, TestMix.of(2), TestMix.of(3));
  }

  private Duration post() throws MixException {
    return node.core.post(ENVELOPE, HASH, 1, true, TTL, node.now());
  }

  private MixFailure failureOf(Bytes envelope, int hops) {
    try {
      node.core.post(envelope, Keccak256.hash(envelope), hops, true, TTL, node.now());
      throw new AssertionError("not refused");
    } catch (MixException e) {
      return e.failure();
    }
  }

  @Test
  void shouldSendAPostAndTellHowItGetsOn() throws MixException {
    learnThreeMixes();
    node.connect(new TestPeer(2));
    node.connect(new TestPeer(3));

    Duration expected = post();
    assertThat(expected).isBetween(Duration.ofMillis(900), Duration.ofSeconds(2));
    assertThat(node.core.status(node.now()).posts()).isOne();
    node.run(Duration.ofSeconds(20));
    assertThat(node.listener.stages).startsWith(PostStage.WRAPPED, PostStage.SENT);
    node.core.onFlooded(HASH, node.now());
    node.run(Duration.ofSeconds(20));

    assertThat(node.listener.stages).endsWith(PostStage.HEARD_BACK);
    assertThat(node.core.status(node.now()).posts()).isZero();
    assertThat(node.listener.sent).containsKeys(PacketKind.POST, PacketKind.COVER, PacketKind.LOOP);
  }

  @Test
  void shouldGiveUpAPostThatNobodyFloods() throws MixException {
    learnThreeMixes();
    post();

    node.run(Duration.ofSeconds(601));

    assertThat(node.listener.stages).endsWith(PostStage.GIVEN_UP);
    assertThat(node.core.status(node.now()).posts()).isZero();
  }

  /** Its expiry goes by the clock of the peers where this machine's is wrong. */
  @Test
  void shouldNotGiveUpAPostBecauseTheClockIsAhead() throws MixException {
    learnThreeMixes();
    post();

    node.setClock(TTL.plusSeconds(1));
    node.run(Duration.ofSeconds(5));

    assertThat(node.listener.stages).contains(PostStage.WRAPPED).doesNotContain(PostStage.GIVEN_UP);
    assertThat(node.core.status(node.now()).posts()).isOne();
  }

  /** A peer that lets nothing out cannot make the node send more than its profile says. */
  @Test
  void shouldSendNoMoreWhileItRepeatsPosts() throws MixException {
    learnThreeMixes();
    node.connect(new TestPeer(2));
    node.connect(new TestPeer(3));
    for (int number = 0; number < 100; number++) {
      Bytes envelope = Bytes.of(number);
      node.core.post(envelope, Keccak256.hash(envelope), 3, true, TTL, node.now());
    }

    node.run(Duration.ofSeconds(100));

    int sent = node.listener.sent.values().stream().mapToInt(Integer::intValue).sum();
    // 250 on average, with a standard deviation of 16.
    assertThat(sent).isBetween(250 - 80, 250 + 80);
  }

  @Test
  void shouldRefuseAPostWithProfileOff() {
    node = sender(TrafficProfile.OFF);
    learnThreeMixes();

    assertThat(failureOf(ENVELOPE, 1)).isEqualTo(new MixFailure.ProfileOff());
  }

  @Test
  void shouldRefuseAPostWhileNoMixesAreKnown() {
    MixFailure failure = failureOf(ENVELOPE, 3);

    assertThat(failure).isEqualTo(new MixFailure.TooFewMixes(0, 0, 3));
    assertThat(failure.describe()).isEqualTo("no mixes are known yet");
    assertThat(node.listener.stages).isEmpty();
  }

  @Test
  void shouldRefuseAPostOverMoreMixesThanThereAre() throws MixException {
    MixLink link = node.connect(peer);
    node.tellOf(link, peer.mix, TestMix.of(2));

    MixFailure failure = failureOf(ENVELOPE, 3);

    assertThat(failure).isEqualTo(new MixFailure.TooFewMixes(2, 2, 3));
    assertThat(failure.describe()).isEqualTo("a path of 3 mixes cannot be made: 2 known, 2 usable");
    node.core.check(2, node.now());
  }

  @Test
  void shouldRefuseAnEnvelopeThatNoPacketHolds() throws MixException {
    learnThreeMixes();
    int max = TestMix.NETWORK.geometry().maxBodySize();
    Bytes most = Bytes.wrap(new byte[max]);

    assertThat(failureOf(Bytes.wrap(new byte[max + 1]), 3))
        .isEqualTo(new MixFailure.EnvelopeTooLarge(max + 1, max));
    node.core.post(most, HASH, 3, true, TTL, node.now());
  }

  @Test
  void shouldRefuseMorePostsThanItKeeps() throws MixException {
    learnThreeMixes();
    for (int number = 0; number < OwnPosts.MAX_POSTS; number++) {
      Bytes envelope = Bytes.ofUnsignedInt(number);
      node.core.post(envelope, Keccak256.hash(envelope), 1, true, TTL, node.now());
    }

    assertThat(failureOf(ENVELOPE, 1)).isEqualTo(new MixFailure.TooManyPosts(OwnPosts.MAX_POSTS));
    assertThatThrownBy(() -> node.core.check(1, node.now())).isInstanceOf(MixException.class);
  }

  @Test
  void shouldAlarmWhenItsLoopsDoNotComeBack() {
    learnThreeMixes();
    node.run(Duration.ofSeconds(60));

    assertThat(node.core.status(node.now()).alarms()).contains(MixAlarm.LOOPS_LOST);
    assertThat(node.listener.loopsLost).isGreaterThanOrEqualTo(Loops.ALARMING);
  }

  /** Nobody hears it, but this node knows that it never left. */
  @Test
  void shouldNotForgetAPostThatOnlyWaitsForALink() throws MixException {
    postByWayOfAMixThatIsNotThere();

    node.run(Duration.ofSeconds(90));
    assertThat(node.listener.stages).containsExactly(PostStage.WRAPPED);
    node.connect(peer);
    node.run(Duration.ofSeconds(90));

    assertThat(node.listener.stages)
        .containsExactly(PostStage.WRAPPED, PostStage.SENT, PostStage.UNHEARD);
  }

  private void postByWayOfAMixThatIsNotThere() throws MixException {
    MixLink link = node.connect(new TestPeer(9));
    node.tellOf(link, peer.mix);
    node.core.post(ENVELOPE, HASH, 1, false, TTL, node.now());
  }

  @Test
  void shouldTellThatAPostNeverLeft() throws MixException {
    postByWayOfAMixThatIsNotThere();

    node.run(TTL.plusSeconds(1));

    assertThat(node.listener.stages).containsExactly(PostStage.WRAPPED, PostStage.GIVEN_UP);
  }

  @Test
  void shouldTakeAPostWhileItsMixesAreDown() throws MixException {
    MixLink link = node.connect(new TestPeer(9));
    node.tellOf(link, peer.mix);
    node.core.linkClosed(node.connect(peer), node.now());

    node.core.check(1, node.now());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.pow.PowRule;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.gossip.Bridge;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BridgeTest {

  private static final Topic TOPIC = new Topic(0x0a0b0c0d);
  private static final Set<PowRule> BOTH = EnumSet.of(PowRule.EIP_627, PowRule.PRE_1_9);

  private final Net net = new Net();
  private final Bridge bridge = new Bridge(true, ShhListener.NONE);

  @Test
  void shouldSealForTheOtherRule() {
    Envelope envelope = net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, "hello");

    bridge.offer(envelope, () -> BOTH, net.now);
    Bridge.Job job = bridge.next(later()).orElseThrow();

    assertThat(job.rule()).isEqualTo(PowRule.PRE_1_9);
    assertThat(bridge.next(later())).isEmpty();
    Envelope resealed = reseal(job);
    assertThat(resealed.pow(PowRule.PRE_1_9, 11)).isGreaterThanOrEqualTo(0.2);
    assertThat(resealed.dataHash()).isEqualTo(envelope.dataHash());
  }

  /** Whatever envelope a bridge got, and whatever its own settings, it makes the same one. */
  @Test
  void shouldMakeTheSameEnvelopeAsEveryOtherBridge() {
    Envelope one = net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, "hello");
    Envelope other = net.mine(one.withNonce(0), PowRule.EIP_627, 5);
    Bridge second = new Bridge(true, ShhListener.NONE);

    bridge.offer(one, () -> BOTH, net.now);
    second.offer(other, () -> BOTH, net.now.plus(Duration.ofSeconds(1)));

    assertThat(reseal(bridge.next(later()).orElseThrow()))
        .isEqualTo(reseal(second.next(later()).orElseThrow()));
  }

  @Test
  void shouldNotSealWhatItsPosterSealedForBoth() {
    Envelope one = net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, "hello");
    Envelope twin = net.mine(one.withNonce(0), PowRule.PRE_1_9, 0.3);

    bridge.offer(one, () -> BOTH, net.now);
    bridge.offer(twin, () -> BOTH, net.now);

    assertThat(bridge.next(later())).isEmpty();
  }

  @Test
  void shouldLeaveAloneWhatNobodyWouldTakeOtherwise() {
    Envelope envelope = net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, "hello");
    bridge.offer(envelope, () -> EnumSet.of(PowRule.EIP_627), net.now);
    bridge.offer(envelope, Set::of, net.now);
    bridge.offer(envelope.withNonce(0), () -> BOTH, net.now);

    assertThat(bridge.next(later())).isEmpty();
    assertThat(new Bridge(false, ShhListener.NONE).next(later())).isEmpty();
  }

  @Test
  void shouldSpendNoMoreThanItHas() {
    Bridge poor = new Bridge(true, 1 << 13, ShhListener.NONE);
    for (int i = 0; i < 20; i++) {
      poor.offer(net.envelope(PowRule.PRE_1_9, 0.3, TOPIC, 50, "no. " + i), () -> BOTH, net.now);
    }

    // Each is expected to take 2^12 hashes.
    assertThat(searchesBegun(poor)).isEqualTo(16);

    net.now = net.now.plus(Duration.ofSeconds(1));
    assertThat(searchesBegun(poor)).isEqualTo(2);
  }

  @Test
  void shouldLeaveAloneWhatIsTooDear() {
    Bridge poor = new Bridge(true, 1 << 8, ShhListener.NONE);

    poor.offer(net.envelope(PowRule.PRE_1_9, 0.3, TOPIC, 50, "dear"), () -> BOTH, net.now);

    assertThat(searchesBegun(poor)).isZero();
  }

  @Test
  void shouldWaitForTheTwinThatItsPosterMaySend() {
    bridge.offer(net.envelope(PowRule.EIP_627, 0.3, TOPIC, 50, "hello"), () -> BOTH, net.now);

    assertThat(bridge.next(net.now.plus(Duration.ofSeconds(1)))).isEmpty();
    assertThat(bridge.next(later())).isPresent();
  }

  private Moment later() {
    return net.now.plus(Duration.ofSeconds(3));
  }

  private int searchesBegun(Bridge poor) {
    int begun = 0;
    while (poor.next(later()).isPresent()) {
      begun++;
    }
    return begun;
  }

  private Envelope reseal(Bridge.Job job) {
    return net.mineBits(job.envelope(), job.rule(), job.bits());
  }
}

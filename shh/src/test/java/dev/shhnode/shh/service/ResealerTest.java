// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.pow.PowRule;
import dev.shhnode.runtime.Moment;
import dev.shhnode.runtime.Tally;
import dev.shhnode.shh.ShhCounters;
import dev.shhnode.shh.gossip.Bridge;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class ResealerTest {

  private static final int OUT_OF_REACH_BITS = 200;

  private final Queue<Runnable> miners = new ArrayDeque<>();
  private final Tally tally = new Tally();
  private long nanos;
  private final Resealer resealer =
      new Resealer(
          new NonceSearch(miners::add, 1, () -> nanos), () -> nanos, new ShhCounters(tally));

  @Test
  void shouldSealAnew() {
    CompletableFuture<Optional<Envelope>> result = resealer.reseal(job(8));

    mine();

    assertThat(result.join().orElseThrow().zeroBits(PowRule.PRE_1_9)).isGreaterThanOrEqualTo(8);
    assertThat(tally.snapshot()).containsEntry("dropped.bridge_gave_up", 0L);
  }

  @Test
  void shouldGiveUpAfterAMinute() {
    CompletableFuture<Optional<Envelope>> result = resealer.reseal(job(OUT_OF_REACH_BITS));
    miners.remove().run();
    assertThat(result).isNotDone();

    nanos += Duration.ofSeconds(61).toNanos();
    mine();

    assertThat(result).isCompletedWithValue(Optional.empty());
    assertThat(tally.snapshot()).containsEntry("dropped.bridge_gave_up", 1L);
  }

  private void mine() {
    while (!miners.isEmpty()) {
      miners.remove().run();
    }
  }

  private static Bridge.Job job(int bits) {
    Envelope envelope = Envelope.of(1_000, 50, new Topic(7), Bytes.random(100), 0);
    return new Bridge.Job(envelope, PowRule.PRE_1_9, bits, new Moment(950, 0));
  }
}

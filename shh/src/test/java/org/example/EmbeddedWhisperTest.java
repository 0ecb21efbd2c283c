// SPDX-License-Identifier: Apache-2.0
package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.runtime.Tally;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.PostListener;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhCounters;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.Subscription;
import dev.shhnode.shh.Whisper;
import dev.shhnode.shh.service.ShhService;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

/**
 * Whisper as another program embeds it: without sockets, on one thread, on a clock that it sets. It
 * sees what is public, and nothing else.
 */
class EmbeddedWhisperTest {

  private static final Topic TOPIC = Topic.of(Bytes.fromHexString("0x0badcafe"));

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final SecureRandom random = new SecureRandom();
  private final SymmetricKey key = SymmetricKey.generate(random);
  private final Tally tally = new Tally();
  private Instant now = Instant.parse("2017-11-01T00:00:00Z");
  private final ShhService service =
      new ShhService(
          ShhConfig.defaults(),
          new ShhRuntime(tasks::add, tasks::add, tasks::add, 1, () -> now, this::nanoTime, random),
          List::of,
          new ShhCounters(tally));
  private final Whisper whisper = service;

  private long nanoTime() {
    return now.getEpochSecond() * 1_000_000_000L;
  }

  @Test
  void shouldPostAndReadUntilTimeIsOver() {
    String filter = result(whisper.addFilter(ofTopic()));
    List<ReceivedMessage> pushed = new ArrayList<>();
    Subscription subscription = result(whisper.subscribe(ofTopic(), pushed::add));

    Bytes32 hash = result(post("hello", 60));

    List<ReceivedMessage> polled = result(whisper.pollFilter(filter));
    assertThat(polled).extracting(EmbeddedWhisperTest::text).containsExactly("hello");
    assertThat(polled.get(0).envelopeHash()).isEqualTo(hash);
    assertThat(pushed).isEqualTo(polled);
    assertThat(result(whisper.pollFilter(filter))).isEmpty();
    assertThat(result(whisper.info()).messages()).isOne();

    now = now.plusSeconds(62);
    service.onTime();
    assertThat(result(whisper.info()).messages()).isZero();
    assertThat(tally.snapshot())
        .containsEntry("envelopes.pooled.own", 1L)
        .containsEntry("envelopes.expired", 1L);

    subscription.close();
    assertThat(result(post("again", 60))).isNotEqualTo(hash);
    assertThat(pushed).as("of a subscription that has ended").hasSize(1);
  }

  @Test
  void shouldTellWhyARequestCannotBeDone() {
    assertFails(whisper.pollFilter("unknown"), new Failure.NoSuchFilter());
    assertFails(whisper.setMinPow(-1), new Failure.InvalidMinPow(-1));
    assertFails(
        whisper.setMaxMessageSize(11 << 20),
        new Failure.InvalidMaxMessageSize(11 << 20, ShhConfig.MAX_MESSAGE_SIZE_CEILING));
    assertThat(result(whisper.setMinPow(0.4))).isNull();
    assertFails(post("hello", 60), new Failure.PowTooLow(0.3, 0.4));
  }

  @Test
  void shouldEndASearchWhoseResultNobodyWants() {
    CompletableFuture<Bytes32> post = whisper.post(request("hello", 60, 1e30), this, noListener());

    for (int i = 0; i < 50; i++) {
      tasks.remove().run();
    }
    assertThat(post).as("its search goes on for as long as somebody waits").isNotDone();

    post.cancel(false);
    runAll();

    assertThat(tally.snapshot()).containsEntry("dropped.post_cancelled", 1L);
  }

  private CompletableFuture<Bytes32> post(String text, long ttlSeconds) {
    return whisper.post(request(text, ttlSeconds, 0.3), this, noListener());
  }

  private static PostListener noListener() {
    return (nonces, expected, seconds) -> {};
  }

  private PostRequest request(String text, long ttlSeconds, double powTarget) {
    Optional<PublicKey> everybody = Optional.empty();
    return new PostRequest(
        new PostRequest.Recipient.Symmetric(key),
        TOPIC,
        Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)),
        Optional.empty(),
        Optional.empty(),
        ttlSeconds,
        powTarget,
        10,
        everybody);
  }

  private FilterCriteria ofTopic() {
    return new FilterCriteria(
        new DecryptionKey.Symmetric(key),
        List.of(TopicPrefix.of(TOPIC, Topic.SIZE)),
        Optional.empty(),
        0,
        false);
  }

  private static String text(ReceivedMessage message) {
    return new String(message.payload().toArray(), StandardCharsets.UTF_8);
  }

  private void assertFails(CompletableFuture<?> result, Failure failure) {
    runAll();
    assertThatThrownBy(result::join)
        .cause()
        .isInstanceOfSatisfying(
            ShhException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  private <T> T result(CompletableFuture<T> result) {
    runAll();
    assertThat(result).isDone();
    return result.join();
  }

  private void runAll() {
    for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
      next.run();
    }
  }
}

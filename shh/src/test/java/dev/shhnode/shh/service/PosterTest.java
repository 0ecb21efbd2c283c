// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.pow.PowRule;
import dev.shhnode.runtime.Moment;
import dev.shhnode.runtime.Tally;
import dev.shhnode.shh.ClassicPost;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.PostListener;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhCounters;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.post.PendingPosts;
import dev.shhnode.shh.post.Poster;
import dev.shhnode.shh.post.Sealing;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

/** Posts on a clock that the test sets and miners that it lets run. */
class PosterTest {

  private static final double OUT_OF_REACH = 1e60;

  /** Of an envelope of a little more than 1 KiB that lives for 50 s. */
  private static final double FOUR_BITS = 0.0003;

  private static final double FIVE_BITS = 0.00035;

  private static final long START = 1_700_000_000;
  private static final Duration MAX_SEARCH = Duration.ofMinutes(5);

  private final SecureRandom random = new SecureRandom();
  private final Queue<Runnable> miners = new ArrayDeque<>();
  private final List<Envelope> sent = new ArrayList<>();
  private boolean workersBusy;
  private long nanos;
  private final Tally tally = new Tally();
  private final ShhListener counters = new ShhCounters(tally);
  private final ShhRuntime runtime =
      new ShhRuntime(
          Runnable::run,
          this::onWorker,
          miners::add,
          1,
          () -> Instant.ofEpochSecond(START).plusNanos(nanos),
          () -> nanos,
          random);
  private final NonceSearch search = new NonceSearch(miners::add, 1, () -> nanos);
  private final PendingPosts pending = new PendingPosts(counters);
  private final Poster poster = new Poster(runtime, search, MAX_SEARCH, counters);

  private void onWorker(Runnable task) {
    if (workersBusy) {
      throw new RejectedExecutionException();
    }
    task.run();
  }

  @Test
  void shouldCountTheExpiryFromTheEndOfTheSearch() {
    CompletableFuture<Bytes32> result = post(request(50, 1, 200), Sealing.V5);
    while (result.isDone()) {
      // One in thirty needs no search.
      sent.clear();
      result = post(request(50, 1, 200), Sealing.V5);
    }
    nanos += Duration.ofSeconds(150).toNanos();

    mineUntilDone(result, Duration.ZERO);

    assertThat(sent.get(0).expiry()).isEqualTo(START + 150 + 50);
    assertThat(sent.get(0).pow(PowRule.PRE_1_9, 0)).isGreaterThanOrEqualTo(1);
  }

  @Test
  void shouldKeepTheFirstExpiryOfAShortSearch() {
    CompletableFuture<Bytes32> result = post(request(50, 1, 10), v6(PowRule.EIP_627), Sealing.V5);

    mineUntilDone(result, Duration.ofMillis(10));

    assertThat(sent).hasSize(2).allMatch(envelope -> envelope.expiry() == START + 50);
  }

  @Test
  void shouldRefuseToSendWhatHasExpiredMeanwhile() {
    ShhCore core =
        new ShhCore(
            ShhConfig.defaults(),
            Net::openAtOnce,
            new DeliveryTurns(Runnable::run),
            List::of,
            ShhListener.NONE,
            new Random(1));
    Envelope late = Envelope.of(START - 1, 9, new Topic(7), Bytes.of(1), 0);

    assertThatThrownBy(() -> core.gossip().addOwn(List.of(late), new Moment(START, 0)))
        .isInstanceOf(ShhException.class)
        .hasMessageContaining("expired while proof of work was searched");
    assertThat(core.gossip().info().messages()).isZero();
  }

  @Test
  void shouldEndASearchAtItsTimeAndSayWhy() {
    CompletableFuture<Bytes32> result = post(request(50, OUT_OF_REACH, 20), Sealing.V5);

    passWhileMining(19);
    assertThat(result).isNotDone();
    passWhileMining(2);

    assertFailed(result, new Failure.TargetNotReached(20, 300));
    assertThat(dropped("search_out_of_time")).isOne();
  }

  @Test
  void shouldEndEverySearchAtTheCeiling() {
    CompletableFuture<Bytes32> unreachable =
        post(request(50, OUT_OF_REACH, 0xffff_ffffL), Sealing.V5);
    CompletableFuture<Bytes32> timed = post(request(50, -1, 0xffff_ffffL), Sealing.V5);
    passWhileMining(299);
    assertThat(unreachable).isNotDone();
    assertThat(timed).isNotDone();

    passWhileMining(2);

    assertFailed(unreachable, new Failure.TargetNotReached(0xffff_ffffL, 300));
    assertThat(timed).isCompleted();
    assertThat(sent.get(0).expiry()).isEqualTo(START + 300 + 50);
  }

  @Test
  void shouldEndASearchWithItsClient() {
    CompletableFuture<Bytes32> result = post(request(50, OUT_OF_REACH, 200), Sealing.V5);
    passWhileMining(1);
    assertThat(miners).isNotEmpty();

    result.cancel(false);
    runMiners(6);

    assertThat(miners).isEmpty();
    assertNothingIsReserved();
    assertThat(dropped("post_cancelled")).isOne();
    assertThat(dropped("too_many_posts")).isOne();
  }

  @Test
  void shouldSearchForManyAlike() {
    for (int i = 0; i < 50; i++) {
      assertThat(post(request(50, OUT_OF_REACH, 200), Sealing.V5)).isNotDone();
    }
    CompletableFuture<Bytes32> other =
        post(request(50, 10, 200), "another client", PostListener.NONE, plan(Sealing.V5));

    runMiners(100);

    assertThat(other).isCompleted();
  }

  @Test
  void shouldGiveBackWhatItReservedWhenWorkersRefuse() {
    workersBusy = true;
    for (int i = 0; i < 200; i++) {
      assertThat(post(request(50, 1, 1), Sealing.V5)).isCompletedExceptionally();
      assertThat(postClassic(classic(50, 0))).isCompletedExceptionally();
    }
    workersBusy = false;

    assertNothingIsReserved();
  }

  @Test
  void shouldSealWithoutAWorkerWhatTakesMicroseconds() {
    workersBusy = true;

    assertThat(post(request(50, 0.0001, 1), v6(PowRule.EIP_627), Sealing.V5))
        .isCompletedWithValueMatching(hash -> hash.equals(sent.get(0).hash()));

    assertThat(sent).hasSize(2);
    assertThat(post(request(50, 0, 1), Sealing.V5)).isCompleted();
    assertThat(post(request(50, FOUR_BITS, 1), Sealing.V5)).isCompleted();
    assertThat(post(quick(Bytes.random(1_023)), Sealing.V5)).isCompleted();
  }

  @Test
  void shouldLeaveToWorkersWhatTakesLonger() {
    workersBusy = true;
    KeyPair keys = KeyPair.generate(random);
    Optional<PrivateKey> nobody = Optional.empty();
    PostRequest.Recipient reader = new PostRequest.Recipient.Asymmetric(keys.publicKey());

    for (PostRequest slow :
        List.of(
            quick(Bytes.random(1_024)),
            request(50, FIVE_BITS, 1),
            request(50, -1, 1),
            quick(symmetric(), Bytes.EMPTY, Optional.of(keys.privateKey())),
            quick(reader, Bytes.EMPTY, nobody))) {
      CompletableFuture<Bytes32> result = post(slow, Sealing.V5);
      assertThat(result).isCompletedExceptionally();
      assertThatThrownBy(result::join).hasCauseInstanceOf(RejectedExecutionException.class);
    }
    assertThat(sent).isEmpty();
  }

  /** Besides a byte of padding. */
  private PostRequest quick(Bytes payload) {
    return quick(symmetric(), payload, Optional.empty());
  }

  private static PostRequest quick(
      PostRequest.Recipient recipient, Bytes payload, Optional<PrivateKey> signer) {
    return request(recipient, payload, Optional.of(Bytes.of(1)), signer, 50, 0.0001, 1);
  }

  @Test
  void shouldGiveBackWhatItReservedWhenThePlanFails() {
    for (int i = 0; i < 200; i++) {
      assertThat(
              post(
                  large(),
                  this,
                  PostListener.NONE,
                  CompletableFuture.failedFuture(new ShhException(new Failure.PoolFull()))))
          .isCompletedExceptionally();
    }

    assertNothingIsReserved();
  }

  @Test
  void shouldRefuseBeforeAnyWorkWhatIsTooLargeToBeSent() {
    Poster.Plan plan = new Poster.Plan(List.of(), ShhConfig.DEFAULT_MAX_MESSAGE_SIZE);
    int header =
        Envelope.of(START, 50, new Topic(7), Bytes.random(1 << 19), 0).rlp().size() - (1 << 19);
    int most = (1 << 20) - 8 - 8 - header;

    assertThatCode(() -> plan.checkSize(ofData(most))).doesNotThrowAnyException();
    assertThatThrownBy(() -> plan.checkSize(ofData(most + 1)))
        .isInstanceOf(ShhException.class)
        .hasMessageContaining("too large");
    assertFailed(post(paddedBy(1 << 20), Sealing.V5), new Failure.MessageTooLarge((1 << 20) + 53));
    assertThat(miners).isEmpty();
  }

  private static Envelope ofData(int bytes) {
    return Envelope.of(START, 50, new Topic(7), Bytes.random(bytes), 0);
  }

  @Test
  void shouldLetAClassicPostLiveFromTheEndOfItsSearch() {
    CompletableFuture<Bytes32> result = postClassic(classic(7, 30_000));
    passWhileMining(31);

    assertThat(result).isCompleted();
    assertThat(sent.get(0).expiry()).isEqualTo(START + 30 + 7);
    assertThat(sent.get(0).zeroBits(PowRule.CLASSIC)).isPositive();
  }

  @Test
  void shouldSealForEachReceiver() {
    CompletableFuture<Bytes32> result =
        post(request(50, 1, 10), v6(PowRule.EIP_627), v6(PowRule.PRE_1_9), Sealing.V5);
    mineUntilDone(result, Duration.ZERO);

    assertThat(sent).hasSize(3);
    assertThat(sent.get(0).pow(PowRule.EIP_627, 0)).isGreaterThanOrEqualTo(1);
    assertThat(sent.get(1).pow(PowRule.PRE_1_9, 0)).isGreaterThanOrEqualTo(1);
    assertThat(sent.get(1).equalsButForNonce(sent.get(0))).isTrue();
    assertThat(sent.get(2).version()).isEqualTo(WhisperVersion.V5);
    assertThat(result).isCompletedWithValue(sent.get(0).hash());
  }

  /** A reader of both versions knows by the time which message it has had. */
  @Test
  void shouldGiveAllSealingsOneExpiry() {
    for (int i = 0; i < 20; i++) {
      sent.clear();
      CompletableFuture<Bytes32> result =
          post(request(50, 10, 300), v6(PowRule.EIP_627), v6(PowRule.PRE_1_9), Sealing.V5);
      // A few turns of the miners to a round of the search.
      mineUntilDone(result, Duration.ofMillis(500));

      assertThat(sent).hasSize(3);
      assertThat(sent.stream().map(Envelope::expiry).distinct()).hasSize(1);
      long now = START + TimeUnit.NANOSECONDS.toSeconds(nanos);
      assertThat(sent.get(0).expiry()).as("half its TTL is left").isBetween(now + 24, now + 50);
      assertThat(sent.get(0).pow(PowRule.EIP_627, 0)).isGreaterThanOrEqualTo(10);
      assertThat(sent.get(1).pow(PowRule.PRE_1_9, 0)).isGreaterThanOrEqualTo(10);
      assertThat(sent.get(2).pow(PowRule.PRE_1_9, 0)).isGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void shouldShareTheTimeForTheBestNoncesAmongTheSealings() {
    List<Double> seconds = new ArrayList<>();
    CompletableFuture<Bytes32> result =
        post(
            request(50, -1, 100),
            this,
            (nonces, expected, sinceBegun) -> seconds.add(sinceBegun),
            plan(v6(PowRule.EIP_627), Sealing.V5));

    mineUntilDone(result, Duration.ofSeconds(1));

    assertThat(seconds).as("of each search").allMatch(since -> since <= 52);
    assertThat(seconds.stream().filter(since -> since > 40)).hasSizeGreaterThan(10);
    assertThat(sent).hasSize(2).allMatch(envelope -> envelope.expiry() == START + 100 + 50);
  }

  @Test
  void shouldTellOfAllRounds() {
    List<Long> tried = new ArrayList<>();
    var unused =
        post(
            request(50, OUT_OF_REACH, 200),
            this,
            (nonces, expected, seconds) -> {
              tried.add(nonces);
              assertThat(seconds).isEqualTo(nanos / 1e9);
            },
            plan(Sealing.V5));

    for (int i = 0; i < 30; i++) {
      runMiners(2);
      nanos += Duration.ofSeconds(1).toNanos();
    }

    assertThat(tried).hasSizeGreaterThan(10).isSorted();
  }

  // Helpers

  private CompletableFuture<Bytes32> post(PostRequest request, Sealing... sealings) {
    return post(request, this, PostListener.NONE, plan(sealings));
  }

  /** As the service does it. */
  private CompletableFuture<Bytes32> post(
      PostRequest request,
      Object client,
      PostListener listener,
      CompletableFuture<Poster.Plan> plan) {
    return pending.run(
        request.contentBytes(),
        result ->
            plan.thenCompose(made -> poster.seal(request, made, client, listener, result::isDone))
                .thenCompose(this::send));
  }

  private CompletableFuture<Bytes32> postClassic(ClassicPost post) {
    return pending.run(
        post.payload().size(),
        result ->
            poster
                .sealClassic(post, this, result::isDone)
                .thenCompose(envelope -> send(List.of(envelope))));
  }

  private static CompletableFuture<Poster.Plan> plan(Sealing... sealings) {
    return CompletableFuture.completedFuture(
        new Poster.Plan(List.of(sealings), ShhConfig.DEFAULT_MAX_MESSAGE_SIZE));
  }

  private static Sealing v6(PowRule rule) {
    return new Sealing(WhisperVersion.V6, rule);
  }

  private CompletableFuture<Bytes32> send(List<Envelope> envelopes) {
    sent.addAll(envelopes);
    return CompletableFuture.completedFuture(envelopes.get(0).hash());
  }

  private long dropped(String reason) {
    return tally.snapshot().get("dropped." + reason);
  }

  /** Posts as much as may be worked on at a time. */
  private void assertNothingIsReserved() {
    assertThat(planFor(large())).as("more than half of what there is").isNotDone();
    assertThat(planFor(large())).as("as much again").isCompletedExceptionally();
  }

  private CompletableFuture<Bytes32> planFor(PostRequest request) {
    return post(request, this, PostListener.NONE, new CompletableFuture<>());
  }

  /** More than half of what may be worked on at a time. */
  private PostRequest large() {
    return paddedBy(33 << 20);
  }

  private PostRequest paddedBy(int bytes) {
    return request(50, OUT_OF_REACH, 1, Optional.of(Bytes.wrap(new byte[bytes])));
  }

  private PostRequest request(long ttl, double powTarget, long powTime) {
    return request(ttl, powTarget, powTime, Optional.of(Bytes.of(1)));
  }

  private PostRequest request(long ttl, double powTarget, long powTime, Optional<Bytes> padding) {
    return request(symmetric(), Bytes.EMPTY, padding, Optional.empty(), ttl, powTarget, powTime);
  }

  private static PostRequest request(
      PostRequest.Recipient recipient,
      Bytes payload,
      Optional<Bytes> padding,
      Optional<PrivateKey> signer,
      long ttl,
      double powTarget,
      long powTime) {
    Optional<PublicKey> everybody = Optional.empty();
    return new PostRequest(
        recipient, new Topic(7), payload, padding, signer, ttl, powTarget, powTime, everybody);
  }

  private PostRequest.Recipient symmetric() {
    return new PostRequest.Recipient.Symmetric(SymmetricKey.generate(random));
  }

  private static ClassicPost classic(long ttl, long workMillis) {
    return new ClassicPost(
        Optional.empty(), Optional.empty(), List.of(), Bytes.of(1), ttl, workMillis);
  }

  private void runMiners(int turns) {
    for (int i = 0; i < turns && !miners.isEmpty(); i++) {
      miners.remove().run();
    }
  }

  /** Lets seconds pass in which the miners get little done. */
  private void passWhileMining(int seconds) {
    for (int i = 0; i < seconds; i += 10) {
      nanos += Duration.ofSeconds(Math.min(10, seconds - i)).toNanos();
      runMiners(4);
    }
  }

  private void mineUntilDone(CompletableFuture<?> result, Duration turn) {
    while (!result.isDone()) {
      runMiners(1);
      nanos += turn.toNanos();
    }
  }

  private static void assertFailed(CompletableFuture<?> result, Failure failure) {
    assertThatThrownBy(result::join)
        .cause()
        .isInstanceOfSatisfying(
            ShhException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.PowRule;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.shh.Carrier;
import dev.shhnode.shh.ClassicPost;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.PostListener;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.SealingRule;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.wire.PacketCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Posts that a carrier takes to the network, and envelopes that come out of one here. */
class CarriedPostsTest {

  private static final long NOW = 1_700_000_007L;
  private static final double POW_TARGET = 0.3;
  private static final double NO_WORK = 0;
  private static final Failure.NotCarried NO_WAY = new Failure.NotCarried("no way");

  private final SecureRandom random = new SecureRandom();
  private long clock = NOW;
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<Source> pooled = new ArrayList<>();
  private final ShhService shh = service(ShhConfig.defaults());
  private final List<Bytes> bundles = new ArrayList<>();
  private final TestConnection peer =
      new TestConnection(KeyPair.generate(random).publicKey(), "stranger", new ArrayDeque<>()) {
        @Override
        public void send(int code, Bytes body, Runnable onWritten) {
          if (code == PacketCode.MESSAGES) {
            bundles.add(body);
          }
        }
      };
  private final TakingCarrier carrier = new TakingCarrier();

  private ShhService service(ShhConfig config) {
    return new ShhService(
        config,
        new ShhRuntime(
            loop::add,
            Runnable::run,
            Runnable::run,
            1,
            () -> Instant.ofEpochSecond(clock),
            System::nanoTime,
            random),
        List::of,
        new ShhListener() {
          @Override
          public void onPooled(Envelope envelope, Source source) {
            pooled.add(source);
          }
        });
  }

  /** Takes everything, or refuses everything. */
  private static final class TakingCarrier implements Carrier {
    private final List<Envelope> taken = new ArrayList<>();
    private Optional<Failure.NotCarried> unready = Optional.empty();
    private long maxBytes = Long.MAX_VALUE;
    private Optional<Failure.NotCarried> refusing = Optional.empty();
    private final List<Duration> lives = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    private static CompletableFuture<Void> answer(Optional<Failure.NotCarried> failure) {
      return failure
          .map(why -> CompletableFuture.<Void>failedFuture(new ShhException(why)))
          .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Void> check() {
      return answer(unready);
    }

    @Override
    public Optional<Failure.NotCarried> refusal(long bytes) {
      meanwhile.run();
      return bytes > maxBytes ? Optional.of(NO_WAY) : Optional.empty();
    }

    @Override
    public CompletableFuture<Void> carry(Envelope envelope, Duration life) {
      taken.add(envelope);
      lives.add(life);
      return answer(refusing);
    }
  }

  private PostRequest request(long ttl, double powTarget, Optional<PublicKey> targetPeer) {
    return new PostRequest(
        new PostRequest.Recipient.Symmetric(SymmetricKey.generate(random)),
        new Topic(7),
        Bytes.of(1),
        Optional.empty(),
        Optional.empty(),
        ttl,
        powTarget,
        5,
        targetPeer);
  }

  private PostRequest request(long ttl) {
    return request(ttl, POW_TARGET, Optional.empty());
  }

  private CompletableFuture<Bytes32> post(PostRequest request) {
    CompletableFuture<Bytes32> posted = shh.post(request, this, PostListener.NONE);
    runLoop();
    return posted;
  }

  /** Posts, where the carrier is asked what became of it. */
  private void postAndExpect(PostRequest request) {
    assertThat(post(request)).isCompleted();
  }

  private void runLoop() {
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
  }

  private static Failure failure(CompletableFuture<?> failed) {
    assertThat(failed).isCompletedExceptionally();
    try {
      failed.join();
    } catch (CompletionException e) {
      return ((ShhException) e.getCause()).failure();
    }
    throw new AssertionError("completed");
  }

  @Test
  void shouldGiveThePostToTheCarrierAndNotToThePool() {
    CompletableFuture<Bytes32> posted = post(request(60).carriedBy(carrier));

    assertThat(carrier.taken).singleElement().extracting(Envelope::hash).isEqualTo(posted.join());
    assertThat(pooled).isEmpty();
  }

  @Test
  void shouldGiveAllPostsToTheUsualCarrier() {
    shh.carryPostsBy(carrier);

    postAndExpect(request(60));

    assertThat(carrier.taken).hasSize(1);
    assertThat(pooled).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 60",
    "50, 60",
    "60, 60",
    "61, 120",
    "121, 600",
    "601, 3600",
    "3601, 21600",
    "86400, 86400",
    "86401, 172800",
    "200000, 259200"
  })
  void shouldNotTellWhenItWasMade(long asked, long ttl) {
    assertThat(shh.setMinPow(0)).satisfies(set -> runLoop()).isCompleted();
    postAndExpect(request(asked, NO_WORK, Optional.empty()).carriedBy(carrier));

    Envelope envelope = carrier.taken.get(0);
    assertThat(envelope.ttl()).isEqualTo(ttl);
    assertThat(envelope.sent()).as("the last full ten seconds").isEqualTo(NOW - NOW % 10);
  }

  /** It is said to have been made up to ten seconds ago. */
  @Test
  void shouldTellHowLongItStillLives() {
    carrier.meanwhile = () -> clock = NOW + 3;

    postAndExpect(request(60).carriedBy(carrier));

    assertThat(carrier.lives).containsExactly(Duration.ofSeconds(60 - 7 - 3));
  }

  @Test
  void shouldRefuseWhatHasExpiredInTheSearch() {
    // Its creation second is rounded down to ten.
    carrier.meanwhile = () -> clock = NOW - NOW % 10 + 60;

    assertThat(failure(post(request(60).carriedBy(carrier))))
        .isEqualTo(new Failure.ExpiredInSearch());

    assertThat(carrier.taken).isEmpty();
  }

  @Test
  void shouldRefuseBeforeAnyWorkIsDone() {
    carrier.unready = Optional.of(NO_WAY);

    assertThat(failure(post(request(60).carriedBy(carrier)))).isEqualTo(NO_WAY);

    assertThat(carrier.taken).isEmpty();
    assertThat(pooled).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsTooLarge() {
    carrier.maxBytes = 200;

    assertThat(failure(post(request(60).carriedBy(carrier)))).isEqualTo(NO_WAY);

    assertThat(carrier.taken).isEmpty();
  }

  @Test
  void shouldNotFloodWhatTheCarrierRefuses() {
    carrier.refusing = Optional.of(NO_WAY);

    assertThat(failure(post(request(60).carriedBy(carrier)))).isEqualTo(NO_WAY);

    assertThat(pooled).isEmpty();
  }

  @Test
  void shouldNotCarryDirectMessagesAndOldVersions() {
    shh.carryPostsBy(carrier);
    PublicKey somebody = KeyPair.generate(random).publicKey();

    assertThat(failure(post(request(60, POW_TARGET, Optional.of(somebody)))).inWords())
        .isEqualTo("a direct message cannot take a route");
    CompletableFuture<Bytes32> classic =
        shh.postClassic(
            new ClassicPost(Optional.empty(), Optional.empty(), List.of(), Bytes.of(1), 60, 0),
            this);
    runLoop();
    assertThat(failure(classic).inWords())
        .isEqualTo("a post of Whisper 2 cannot travel through mixes");
    assertThat(pooled).isEmpty();
  }

  /** What a peer of the older rule needs goes in an envelope of its own. */
  @Test
  void shouldCarryAnEnvelopeForEachRule() {
    ShhConfig defaults = ShhConfig.defaults();
    ShhService both =
        service(
            new ShhConfig(
                defaults.minPow(),
                defaults.adaptsMinPow(),
                defaults.maxTtlSeconds(),
                defaults.maxMessageSize(),
                false,
                defaults.maxPoolBytes(),
                defaults.maxBufferedBytes(),
                SealingRule.BOTH,
                false,
                defaults.maxSearch()));

    CompletableFuture<Bytes32> posted =
        both.post(request(60).carriedBy(carrier), this, PostListener.NONE);
    runLoop();

    assertThat(posted).isCompletedWithValue(carrier.taken.get(0).hash());
    assertThat(carrier.taken)
        .hasSize(2)
        .allSatisfy(envelope -> assertThat(envelope.version()).isEqualTo(WhisperVersion.V6));
  }

  private boolean flood(Bytes rlp) {
    CompletableFuture<Boolean> flooded = shh.flood(rlp);
    runLoop();
    return flooded.join();
  }

  private Envelope made() {
    PostRequest request = request(60).carriedBy(carrier);
    postAndExpect(request);
    return carrier.taken.remove(0);
  }

  @Test
  void shouldFloodWhatComesOutHereAsItsOwn() throws DecodeException {
    SubProtocol.Session session = shh.subProtocols().get(0).open(peer);
    session.onPacket(PacketCode.STATUS, Bytes.fromHexString("c106"));
    runLoop();
    Envelope envelope = made();

    assertThat(flood(envelope.rlp())).isTrue();

    assertThat(pooled).containsExactly(Source.MIX);
    assertThat(bundles)
        .singleElement()
        .satisfies(
            bundle ->
                assertThat(bundle.toHexString()).contains(envelope.rlp().toUnprefixedHexString()));
    assertThat(flood(envelope.rlp())).as("again").isFalse();
  }

  @Test
  void shouldLetOwnFiltersReadWhatComesOutHere() {
    SymmetricKey key = SymmetricKey.generate(random);
    List<Bytes> read = new ArrayList<>();
    var unused =
        shh.subscribe(
            new FilterCriteria(
                new DecryptionKey.Symmetric(key), List.of(), Optional.empty(), 0, false),
            message -> read.add(message.payload()));
    PostRequest usual = request(60);
    postAndExpect(
        new PostRequest(
                new PostRequest.Recipient.Symmetric(key),
                usual.topic(),
                Bytes.of(42),
                Optional.empty(),
                Optional.empty(),
                60,
                POW_TARGET,
                5,
                Optional.empty())
            .carriedBy(carrier));

    flood(carrier.taken.get(0).rlp());

    assertThat(read).containsExactly(Bytes.of(42));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "c0", "d2845f5e10003284deadbee78568656c6c6f09", "ffffffff"})
  void shouldNotFloodWhatIsNoEnvelope(String rlp) {
    assertThat(flood(Bytes.fromHexString(rlp))).isFalse();
  }

  @Test
  void shouldNotFloodWhatPeersWouldRefuse() {
    Envelope good = made();

    assertThat(flood(good.withExpiry(NOW - 1).rlp())).as("expired").isFalse();
    assertThat(flood(good.withExpiry(NOW + 100_000).rlp())).as("of the future").isFalse();
    assertThat(flood(weak(good).rlp())).as("without work").isFalse();
    assertThat(pooled).isEmpty();
  }

  /** A nonce that is no proof of work by either rule, which nearly every one is. */
  private static Envelope weak(Envelope envelope) {
    long nonce = 0;
    while (isGood(envelope.withNonce(nonce))) {
      nonce++;
    }
    return envelope.withNonce(nonce);
  }

  private static boolean isGood(Envelope envelope) {
    return envelope.pow(PowRule.EIP_627, 0) >= 0.2 || envelope.pow(PowRule.PRE_1_9, 0) >= 0.2;
  }

  @Test
  void shouldFloodNothingAsALightClient() {
    Envelope envelope = made();
    assertThat(shh.setLightClient(true)).satisfies(set -> runLoop()).isCompleted();

    assertThat(flood(envelope.rlp())).isFalse();
  }

  private boolean wouldHear(Envelope envelope) {
    CompletableFuture<Boolean> answer = shh.wouldHear(envelope.rlp());
    runLoop();
    return answer.join();
  }

  /** Who takes posts elsewhere waits for them to come back, if they do. */
  @Test
  void shouldTellWhetherPeersWouldBringAnEnvelope() throws DecodeException {
    Envelope envelope = made();
    assertThat(wouldHear(envelope)).as("without peers").isFalse();

    SubProtocol.Session session = shh.subProtocols().get(0).open(peer);
    session.onPacket(PacketCode.STATUS, Bytes.fromHexString("c106"));
    assertThat(wouldHear(envelope)).as("every topic is taken").isTrue();

    assertThat(shh.setBloomFilter(BloomFilter.EMPTY)).isNotCompletedExceptionally();
    assertThat(wouldHear(envelope)).as("no topic is taken").isFalse();
    assertThat(shh.setBloomFilter(BloomFilter.of(envelope.topic()))).isNotCompletedExceptionally();
    assertThat(wouldHear(envelope)).as("its topic is taken").isTrue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.ClassicData;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicPost;
import dev.shhnode.shh.ClassicReading;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.PostListener;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.SealingRule;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhInfo;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.Subscription;
import dev.shhnode.shh.gossip.Shh2;
import dev.shhnode.shh.gossip.ShhProtocol;
import dev.shhnode.shh.gossip.ShhProtocols;
import dev.shhnode.shh.wire.Packet;
import dev.shhnode.shh.wire.PacketCode;
import dev.shhnode.shh.wire.PacketCodec;
import dev.shhnode.shh.wire.PeerDialect;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import org.apache.tuweni.bytes.Bytes;

/**
 * A node, its peers and its clients, who do one thing after the other as a {@code choice} says. The
 * threads are queues, of which tasks are run now and then.
 */
final class FuzzedStory {

  private static final long START = 1_700_000_000;
  private static final long POOL_BYTES = 40_000;
  private static final long BUFFERED_BYTES = 10_000;
  private static final int MAX_PEERS = 3;

  /** Above any envelope and any message of these stories. */
  private static final long ONE_MORE = 4_000;

  private static final List<String> CLIENTS =
      List.of(
          Net.OURS,
          Net.GETH_18,
          Net.GETH_19,
          "StatusIM/v0.30/linux/go1.11",
          "murmur",
          "Parity-Ethereum//v2.5.13",
          "nim-eth");

  private static final ClassicCriteria OF_ANYTHING =
      new ClassicCriteria(Optional.empty(), Optional.empty(), List.of());
  private static final List<Topic> TOPICS = List.of(new Topic(0x01020304), new Topic(7));

  private final SecureRandom random = new SecureRandom();
  private final IntUnaryOperator choice;
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final Queue<Runnable> workers = new ArrayDeque<>();
  private final Queue<Runnable> miners = new ArrayDeque<>();
  private final Queue<Runnable> eventLoop = new ArrayDeque<>();
  private final List<Queue<Runnable>> threads = List.of(loop, workers, miners, eventLoop);

  private final ShhService shh;
  private final SymmetricKey key = SymmetricKey.generate(random);
  private final KeyPair pair = KeyPair.generate(random);
  private final List<PublicKey> ids =
      List.of(KeyPair.generate(random).publicKey(), KeyPair.generate(random).publicKey());
  private final List<DrivenPeer> peers = new ArrayList<>();
  private final List<Envelope> envelopes = new ArrayList<>();
  private final List<String> filters = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final List<Long> classicFilters = new ArrayList<>();
  private final List<CompletableFuture<?>> posts = new ArrayList<>();
  private long nanos;
  private int mostPooled;
  private int delivered;

  FuzzedStory(IntUnaryOperator choice) {
    this.choice = choice;
    shh =
        new ShhService(
            new ShhConfig(
                choose(2) == 0 ? 0 : 0.2,
                choose(2) == 0,
                ShhConfig.DEFAULT_MAX_TTL_SECONDS,
                1 << 20,
                choose(4) == 1,
                POOL_BYTES,
                BUFFERED_BYTES,
                SealingRule.AUTO,
                choose(2) == 1,
                Duration.ofMinutes(5)),
            new ShhRuntime(
                loop::add,
                workers::add,
                miners::add,
                1,
                () -> Instant.ofEpochSecond(START).plusNanos(nanos),
                () -> nanos,
                random),
            List::of,
            ShhListener.NONE);
  }

  private int choose(int bound) {
    return choice.applyAsInt(bound);
  }

  private <T> Optional<T> any(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(choose(list.size())));
  }

  /** How many envelopes the pool held at most. */
  int mostPooled() {
    return mostPooled;
  }

  /** How many messages were polled. */
  int delivered() {
    return delivered;
  }

  /** One thing happens, and some of what follows from it. */
  void step() {
    switch (choose(18)) {
      case 0, 1 -> connect();
      case 2, 3, 4, 5 -> any(peers).ifPresent(this::bringBundle);
      case 6 -> any(peers).ifPresent(this::bringMalformedBundle);
      case 7 -> any(peers).ifPresent(this::bringLargeBundle);
      case 8 -> any(peers).ifPresent(this::bringOther);
      case 9 -> pass(Duration.ofSeconds(choose(40)));
      case 10, 11 -> install();
      case 12 -> remove();
      case 13, 14 -> poll();
      case 15 -> post();
      case 16 -> set();
      default -> any(peers).ifPresent(DrivenPeer::end);
    }
    if (choose(2) == 0) {
      runAll();
    } else {
      Queue<Runnable> thread = threads.get(choose(threads.size()));
      for (int i = choose(4); i > 0 && !thread.isEmpty(); i--) {
        thread.remove().run();
      }
    }
    peers.removeIf(DrivenPeer::isEnded);
  }

  // Peers

  private void connect() {
    if (peers.size() == MAX_PEERS) {
      return;
    }
    ShhProtocol protocol = ShhProtocols.ALL.get(choose(ShhProtocols.ALL.size()));
    String client = CLIENTS.get(choose(CLIENTS.size()));
    // Some have the id of one that is there.
    PublicKey id = choose(3) == 0 ? ids.get(choose(2)) : KeyPair.generate(random).publicKey();
    DrivenPeer peer = new DrivenPeer(shh, protocol, id, client, eventLoop);
    peers.add(peer);
    if (choose(8) != 1) {
      Packet.Status status =
          new Packet.Status(
              choose(3) / 2.0, BloomFilter.FULL, choose(4) == 1, client.startsWith("Status"));
      peer.bring(PacketCode.STATUS, protocol.encodeStatus(status, PeerDialect.of(client)));
    }
  }

  private void bringBundle(DrivenPeer peer) {
    List<Envelope> bundle = new ArrayList<>();
    for (int i = choose(5); i >= 0; i--) {
      bundle.add(choose(4) == 0 ? any(ofVersion(peer)).orElseGet(() -> seal(peer)) : seal(peer));
    }
    envelopes.addAll(bundle);
    peer.bring(PacketCode.MESSAGES, encode(peer, bundle));
  }

  /** More than is decoded in one go. */
  private void bringLargeBundle(DrivenPeer peer) {
    int count = 1 + choose(choose(3) == 1 ? 9_000 : 300);
    peer.bring(PacketCode.MESSAGES, encode(peer, Collections.nCopies(count, seal(peer))));
  }

  private void bringMalformedBundle(DrivenPeer peer) {
    byte[] body = encode(peer, List.of(seal(peer), seal(peer))).toArray();
    for (int i = choose(3); i >= 0; i--) {
      body[choose(body.length)] ^= (byte) (1 << choose(8));
    }
    peer.bring(PacketCode.MESSAGES, Bytes.wrap(body, 0, body.length - choose(2)));
  }

  private void bringOther(DrivenPeer peer) {
    Envelope envelope = seal(peer);
    switch (choose(5)) {
      case 0 ->
          peer.bring(
              PacketCode.POW_REQUIREMENT,
              PacketCodec.encode(new Packet.PowRequirement(choose(9) / 4.0)));
      case 1 -> peer.bring(PacketCode.BLOOM_FILTER, Bytes.fromHexString("b840" + "0f".repeat(64)));
      case 2 -> {
        var unused = shh.trustPeer(peer.id());
        peer.bring(peer.protocol.packetCodes() - 1, envelope.rlp());
      }
      case 3 -> peer.bring(PacketCode.P2P_MESSAGE, envelope.rlp());
      default -> {
        byte[] body = new byte[choose(70)];
        for (int i = 0; i < body.length; i++) {
          body[i] = (byte) choose(256);
        }
        peer.bring(choose(peer.protocol.packetCodes()), Bytes.wrap(body));
      }
    }
  }

  private List<Envelope> ofVersion(DrivenPeer peer) {
    return envelopes.stream()
        .filter(envelope -> envelope.version() == peer.protocol.version())
        .toList();
  }

  private static Bytes encode(DrivenPeer peer, List<Envelope> bundle) {
    int bytes = bundle.stream().mapToInt(envelope -> envelope.rlp().size()).sum();
    return peer.protocol.encodeMessages(bundle, bytes);
  }

  /** An envelope that is good more often than not, and has done little work. */
  private Envelope seal(DrivenPeer peer) {
    WhisperVersion version = peer.protocol.version();
    long ttl = choose(8) == 1 ? 0 : 1 + choose(100);
    long expiry = START + nanos / 1_000_000_000 + (choose(8) == 1 ? choose(200) - 100 : ttl);
    Topic topic = TOPICS.get(choose(TOPICS.size()));
    Bytes payload = Bytes.wrap(new byte[choose(4) == 1 ? choose(1_500) : choose(50)]);
    if (version == WhisperVersion.V2) {
      Bytes data = ClassicData.seal(payload, Optional.empty(), Optional.empty(), random);
      return Envelope.ofClassic(expiry, ttl, List.of(topic), data, choose(100));
    }
    return Envelope.of(
        version,
        expiry,
        ttl,
        topic,
        choose(2) == 0
            ? MessageSealer.sealSymmetric(
                version, key, payload, Optional.empty(), Optional.empty(), random)
            : MessageSealer.sealAsymmetric(
                version, pair.publicKey(), payload, Optional.empty(), Optional.empty(), random),
        choose(1_000));
  }

  // Clients

  private void install() {
    FilterCriteria criteria =
        new FilterCriteria(
            choose(2) == 0 ? new DecryptionKey.Symmetric(key) : new DecryptionKey.Asymmetric(pair),
            choose(3) == 0 ? List.of() : List.of(TopicPrefix.of(TOPICS.get(choose(2)), 4)),
            Optional.empty(),
            choose(4) == 1 ? 0.3 : 0,
            choose(2) == 1);
    var unused =
        switch (choose(4)) {
          case 0 -> shh.subscribe(criteria, message -> delivered++).thenAccept(subscriptions::add);
          case 1 -> shh.addClassicFilter(OF_ANYTHING).thenAccept(classicFilters::add);
          default -> shh.addFilter(criteria).thenAccept(filters::add);
        };
  }

  private void remove() {
    switch (choose(3)) {
      case 0 -> any(subscriptions).ifPresent(this::unsubscribe);
      case 1 -> any(classicFilters).ifPresent(this::removeClassic);
      default -> any(filters).ifPresent(this::remove);
    }
  }

  private void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
    subscription.close();
  }

  private void removeClassic(Long id) {
    classicFilters.remove(id);
    var unused = shh.removeClassicFilter(id);
  }

  private void remove(String id) {
    filters.remove(id);
    var unused = shh.removeFilter(id);
  }

  /** Some answers do not reach the client, and what was polled is given back. */
  private void poll() {
    boolean lost = choose(3) == 1;
    any(filters).ifPresent(id -> poll(id, lost));
    any(classicFilters).ifPresent(id -> pollClassic(id, lost));
  }

  private void poll(String id, boolean lost) {
    var unused =
        shh.pollFilter(id)
            .thenCompose(
                polled -> {
                  delivered += polled.size();
                  return shh.returnToFilter(id, lost ? polled : List.of());
                });
  }

  private void pollClassic(long id, boolean lost) {
    var unused =
        (choose(2) == 0
                ? shh.newClassicMessages(id)
                : shh.allClassicMessages(id).thenApply(ClassicReading::unread))
            .thenCompose(polled -> shh.returnClassicMessages(id, lost ? polled : List.of()));
  }

  private void post() {
    boolean cancel = choose(3) == 1;
    CompletableFuture<?> post =
        choose(3) == 0
            ? shh.postClassic(
                new ClassicPost(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(TOPICS.get(0)),
                    Bytes.of(1),
                    choose(60),
                    choose(20)),
                this)
            : shh.post(
                new PostRequest(
                    new PostRequest.Recipient.Symmetric(key),
                    TOPICS.get(choose(2)),
                    Bytes.of(1),
                    Optional.empty(),
                    Optional.empty(),
                    choose(60),
                    choose(4) == 1 ? 1e60 : 0.2,
                    choose(20),
                    choose(4) == 1 ? any(peers).map(DrivenPeer::id) : Optional.empty()),
                this,
                PostListener.NONE);
    posts.add(post);
    if (cancel) {
      post.cancel(false);
    }
  }

  private void set() {
    var unused =
        switch (choose(4)) {
          case 0 -> shh.setMinPow(choose(3) / 4.0);
          case 1 -> shh.setLightClient(choose(2) == 1);
          case 2 -> shh.setMaxMessageSize(choose(2) == 0 ? 1 << 20 : choose(500));
          default -> shh.setBloomFilter(BloomFilter.FULL);
        };
  }

  // Time

  private void pass(Duration time) {
    nanos += time.toNanos();
    shh.onTime();
  }

  /** What waits, but for searches that go on: of those a few turns. */
  private void runAll() {
    runMiners(2);
    while (!loop.isEmpty() || !workers.isEmpty() || !eventLoop.isEmpty()) {
      run(eventLoop);
      run(workers);
      run(loop);
    }
    mostPooled = Math.max(mostPooled, shh.core().gossip().info().messages());
  }

  private void runMiners(int turns) {
    for (int i = 0; i < turns && !miners.isEmpty(); i++) {
      miners.remove().run();
    }
  }

  private static void run(Queue<Runnable> thread) {
    while (!thread.isEmpty()) {
      thread.remove().run();
    }
  }

  /** Everybody leaves, and all that had a time to live outlives it. */
  void end() {
    runAll();
    assertThat(peers).as("peers of which nothing waits").noneMatch(DrivenPeer::isPaused);
    // What comes last is being opened when the filters go.
    peers.forEach(this::bringBundle);
    run(eventLoop);
    run(loop);
    peers.forEach(DrivenPeer::end);
    posts.forEach(post -> post.cancel(false));
    List.copyOf(filters).forEach(this::remove);
    List.copyOf(classicFilters).forEach(this::removeClassic);
    List.copyOf(subscriptions).forEach(this::unsubscribe);
    for (int i = 0; i < 20 && !(miners.isEmpty() && loop.isEmpty()); i++) {
      pass(Duration.ofSeconds(20));
      runAll();
    }
    pass(Duration.ofSeconds(Shh2.MAX_LIFE_SECONDS + 100));
    runAll();
  }

  // What holds

  void assertWithinBounds() {
    ShhInfo info = shh.core().gossip().info();
    assertThat(info.memoryBytes())
        .isBetween(0L, info.maxMemoryBytes() + info.maxMemoryBytes() / 8 + ONE_MORE);
    assertThat(shh.core().readers().budget().usedBytes()).isBetween(0L, BUFFERED_BYTES + ONE_MORE);
    assertThat(shh.core().readers().classic().heldBytes())
        .isBetween(0L, BUFFERED_BYTES / 8 + ONE_MORE);
    assertThat(shh.inboundBytes()).isNotNegative();
  }

  void assertNothingIsLeft() {
    assertThat(miners).as("searches that nobody waits for").isEmpty();
    assertThat(posts).allMatch(CompletableFuture::isDone);
    assertThat(shh.inboundBytes()).as("bytes that wait for the loop").isZero();
    assertThat(shh.core().gossip().info().messages()).as("envelopes").isZero();
    assertThat(shh.core().gossip().info().memoryBytes()).as("bytes of envelopes").isZero();
    assertThat(shh.core().readers().budget().usedBytes()).as("bytes in filters").isZero();
    assertThat(shh.core().readers().classic().heldBytes())
        .as("bytes in the classic inbox")
        .isZero();
  }
}

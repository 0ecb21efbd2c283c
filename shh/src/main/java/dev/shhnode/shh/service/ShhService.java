// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.runtime.Loop;
import dev.shhnode.shh.Carrier;
import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicMessage;
import dev.shhnode.shh.ClassicPost;
import dev.shhnode.shh.ClassicReading;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.FilterStatus;
import dev.shhnode.shh.PostListener;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhInfo;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhPeerInfo;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.Subscription;
import dev.shhnode.shh.Whisper;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.filter.WorkerOpening;
import dev.shhnode.shh.gossip.Shh2;
import dev.shhnode.shh.post.PendingPosts;
import dev.shhnode.shh.post.Poster;
import dev.shhnode.shh.post.Sealing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whisper as a service: sends and receives over the connections it is given as devp2p
 * sub-protocols, one for each version, and serves posts, filters and settings to an API.
 *
 * <p>Thread-safe. All state belongs to the loop of the {@link ShhRuntime}; futures complete on it
 * or on a worker. Call {@link #onTime} about once a second.
 */
public final class ShhService implements Whisper {

  private static final Logger LOG = LoggerFactory.getLogger(ShhService.class);

  private static final int ID_SIZE = 32;

  /** Its wall clock is corrected by those of the peers. */
  private final ShhRuntime runtime;

  private final Loop loop;
  private final ShhCore core;
  private final PendingPosts pendingPosts;
  private final Poster poster;
  private final Resealer resealer;
  private final ShhConnections connections;

  private volatile Optional<Carrier> usualCarrier = Optional.empty();

  /** What is accepted in one go goes out in one go. */
  private final Runnable scheduleFlush;

  /**
   * Makes the service; it runs as soon as it is given connections.
   *
   * @param identities key pairs to which {@code shh/2} messages may be encrypted; asked from the
   *     shh loop
   * @param listener told what becomes of envelopes and messages
   */
  public ShhService(
      ShhConfig config,
      ShhRuntime uncorrected,
      Supplier<List<KeyPair>> identities,
      ShhListener listener) {
    this.loop =
        new Loop(
            uncorrected.loop(), failure -> LOG.error("a task of the shh loop failed", failure));
    this.scheduleFlush = loop.coalesced(this::flush);
    WorkerOpening opening = new WorkerOpening(loop, uncorrected.workers(), listener);
    DeliveryTurns turns = new DeliveryTurns(loop);
    this.core =
        new ShhCore(
            config, opening, turns, identities, new OperatorLog(listener), uncorrected.random());
    this.runtime = uncorrected.withClockAheadBy(core.gossip().clock()::correctionSeconds);
    NonceSearch search =
        new NonceSearch(runtime.miners(), runtime.minerCount(), runtime.nanoClock());
    this.pendingPosts = new PendingPosts(listener);
    this.poster = new Poster(runtime, search, config.maxSearch(), listener);
    this.resealer = new Resealer(search, runtime.nanoClock(), listener);
    this.connections =
        new ShhConnections(
            runtime,
            loop,
            scheduleFlush,
            core.gossip(),
            opening,
            turns,
            listener,
            config.maxMessageSize());
  }

  /**
   * {@code shh} in every version, of which devp2p chooses the highest that a peer knows too; and
   * the older ones under names of their own, so that nodes of this program speak all of them with
   * each other.
   */
  public List<SubProtocol> subProtocols() {
    return connections.subProtocols();
  }

  @Override
  public CompletableFuture<Optional<ShhPeerInfo>> peerInfo(PublicKey id) {
    return loop.call(() -> core.gossip().peerInfo(id));
  }

  // Messages

  @Override
  public CompletableFuture<Bytes32> post(
      PostRequest request, Object client, PostListener listener) {
    Optional<Carrier> carrier = request.carrier().or(() -> usualCarrier);
    return pendingPosts.run(
        request.contentBytes(),
        result ->
            carrier
                .map(Carrier::check)
                .orElseGet(() -> CompletableFuture.completedFuture(null))
                .thenCompose(ready -> plan(request, carrier))
                .thenCompose(plan -> poster.seal(request, plan, client, listener, result::isDone))
                .thenCompose(envelopes -> send(request, carrier, envelopes)));
  }

  /**
   * Has all posts taken to the network by a carrier from now on, but for those that bring one of
   * their own. What cannot be taken, as direct messages and posts of Whisper 2, is refused. To be
   * called before the first post.
   */
  public void carryPostsBy(Carrier carrier) {
    usualCarrier = Optional.of(carrier);
  }

  private CompletableFuture<Poster.Plan> plan(PostRequest request, Optional<Carrier> carrier) {
    return loop.callNow(
        () -> {
          if (request.targetPeer().isPresent() && carrier.isPresent()) {
            throw new ShhException(new Failure.NotCarried("a direct message cannot take a route"));
          }
          if (request.targetPeer().isPresent()) {
            return new Poster.Plan(
                core.gossip().sealings(request.targetPeer().get()), core.gossip().maxMessageSize());
          }
          if (request.effectiveTtlSeconds() > core.gossip().maxTtlSeconds()) {
            long most = core.gossip().maxTtlSeconds();
            throw new ShhException(
                new Failure.TtlTooLong(most, "the TTL is above " + most + " seconds"));
          }
          if (request.powTarget() < core.gossip().minPow()) {
            throw new ShhException(
                new Failure.PowTooLow(request.powTarget(), core.gossip().minPow()));
          }
          List<Sealing> sealings = core.gossip().sealings();
          return new Poster.Plan(
              carrier.isPresent() ? carried(sealings) : sealings,
              core.gossip().maxMessageSize(),
              carrier);
        });
  }

  /** Only the envelopes of the newest version are carried. */
  private static List<Sealing> carried(List<Sealing> sealings) {
    List<Sealing> newest =
        sealings.stream().filter(sealing -> sealing.version() == WhisperVersion.V6).toList();
    return newest.isEmpty() ? List.of(Sealing.V6) : newest;
  }

  private CompletableFuture<Bytes32> send(
      PostRequest request, Optional<Carrier> carrier, List<Envelope> envelopes) {
    if (carrier.isPresent()) {
      long now = runtime.now().unixSeconds();
      if (envelopes.stream().anyMatch(envelope -> envelope.expiry() <= now)) {
        return CompletableFuture.failedFuture(new ShhException(new Failure.ExpiredInSearch()));
      }
      CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
      for (Envelope envelope : envelopes) {
        Duration life = Duration.ofSeconds(envelope.expiry() - now);
        all = all.thenCompose(before -> carrier.get().carry(envelope, life));
      }
      return all.thenApply(carried -> envelopes.get(0).hash());
    }
    return loop.callNow(
        () -> {
          if (request.targetPeer().isPresent()) {
            core.gossip().sendDirect(request.targetPeer().get(), envelopes.get(0));
          } else {
            core.gossip().addOwn(envelopes, runtime.now());
            scheduleFlush.run();
          }
          return envelopes.get(0).hash();
        });
  }

  /**
   * An envelope of another node has come here in another way than by flooding, and is to be flooded
   * from here. It is judged as one of a peer: by its form, size, time, proof of work and topic, and
   * whether it has been here before.
   *
   * @param rlp from outside, not checked at all
   * @return whether it is flooded. Never fails
   */
  public CompletableFuture<Boolean> flood(Bytes rlp) {
    return loop.call(
        () -> {
          boolean pooled = core.flood(rlp, runtime.now());
          scheduleFlush.run();
          return pooled;
        });
  }

  /**
   * Whether some peer would bring this node an envelope that is flooded elsewhere.
   *
   * @param rlp of an envelope of the newest version
   * @return never fails
   */
  public CompletableFuture<Boolean> wouldHear(Bytes rlp) {
    return loop.call(() -> core.wouldHear(rlp));
  }

  // Whisper 2

  @Override
  public CompletableFuture<Bytes32> postClassic(ClassicPost post, Object client) {
    if (usualCarrier.isPresent()) {
      return CompletableFuture.failedFuture(
          new ShhException(
              new Failure.NotCarried("a post of Whisper 2 cannot travel through mixes")));
    }
    if (post.effectiveTtlSeconds() > Shh2.MAX_LIFE_SECONDS) {
      return CompletableFuture.failedFuture(
          new ShhException(
              new Failure.TtlTooLong(
                  Shh2.MAX_LIFE_SECONDS,
                  "the TTL is above " + Shh2.MAX_LIFE_SECONDS + " seconds, a day")));
    }
    return pendingPosts.run(
        post.payload().size(),
        result -> poster.sealClassic(post, client, result::isDone).thenCompose(this::sendClassic));
  }

  private CompletableFuture<Bytes32> sendClassic(Envelope envelope) {
    return loop.callNow(
        () -> {
          new Poster.Plan(List.of(), core.gossip().maxMessageSize()).checkSize(envelope);
          core.gossip().addOwn(List.of(envelope), runtime.now());
          scheduleFlush.run();
          return envelope.hash();
        });
  }

  @Override
  public CompletableFuture<Long> addClassicFilter(ClassicCriteria criteria) {
    return loop.callNow(() -> core.readers().classic().filters().add(criteria));
  }

  @Override
  public CompletableFuture<List<ClassicMessage>> newClassicMessages(long id) {
    return loop.callNow(() -> core.readers().classic().filters().poll(id));
  }

  @Override
  public CompletableFuture<Void> returnClassicMessages(long id, List<ClassicMessage> polled) {
    return loop.run(() -> core.readers().classic().filters().putBack(id, polled));
  }

  @Override
  public CompletableFuture<ClassicReading> allClassicMessages(long id) {
    return loop.call(() -> core.readers().classic().messages(id));
  }

  @Override
  public CompletableFuture<FilterStatus> classicFilterStatus(long id) {
    return loop.callNow(
        () ->
            core.readers()
                .classic()
                .filters()
                .status(id)
                .orElseThrow(() -> new ShhException(new Failure.NoSuchFilter())));
  }

  @Override
  public CompletableFuture<Boolean> removeClassicFilter(long id) {
    return loop.call(() -> core.readers().classic().filters().remove(id));
  }

  // Filters

  @Override
  public CompletableFuture<String> addFilter(FilterCriteria criteria) {
    return loop.callNow(
        () -> {
          Filter filter = new Filter(newId(), criteria, core.readers().budget());
          core.addFilter(filter, runtime.now());
          return filter.id();
        });
  }

  @Override
  public CompletableFuture<List<ReceivedMessage>> pollFilter(String id) {
    return loop.callNow(
        () ->
            core.readers()
                .filters()
                .get(id)
                .orElseThrow(() -> new ShhException(new Failure.NoSuchFilter()))
                .poll());
  }

  @Override
  public CompletableFuture<FilterStatus> filterStatus(String id) {
    return loop.callNow(
        () ->
            core.readers()
                .filters()
                .get(id)
                .orElseThrow(() -> new ShhException(new Failure.NoSuchFilter()))
                .status());
  }

  @Override
  public CompletableFuture<Void> returnToFilter(String id, List<ReceivedMessage> polled) {
    return loop.run(
        () -> core.readers().filters().get(id).ifPresent(filter -> filter.putBack(polled)));
  }

  @Override
  public CompletableFuture<Void> removeFilter(String id) {
    return loop.run(
        () -> {
          if (!core.removeFilter(id, runtime.now())) {
            throw new ShhException(new Failure.NoSuchFilter());
          }
        });
  }

  @Override
  public CompletableFuture<Subscription> subscribe(
      FilterCriteria criteria, Consumer<ReceivedMessage> listener) {
    return loop.call(
        () -> {
          String id = newId();
          core.addFilter(
              new Filter(id, criteria, core.readers().budget(), listener), runtime.now());
          return () -> loop.execute(() -> core.removeFilter(id, runtime.now()));
        });
  }

  /** As geth makes them. */
  private String newId() {
    return Bytes.random(ID_SIZE, runtime.random()).toUnprefixedHexString();
  }

  // Settings

  @Override
  public CompletableFuture<ShhInfo> info() {
    return loop.callNow(() -> core.gossip().info());
  }

  @Override
  public CompletableFuture<Void> setMinPow(double minPow) {
    return loop.run(
        () -> {
          if (!ShhConfig.isValidPow(minPow)) {
            throw new ShhException(new Failure.InvalidMinPow(minPow));
          }
          core.gossip().setMinPow(minPow, runtime.now());
        });
  }

  @Override
  public CompletableFuture<Void> setMaxMessageSize(long bytes) {
    return loop.run(
        () -> {
          if (bytes < 0 || bytes > ShhConfig.MAX_MESSAGE_SIZE_CEILING) {
            throw new ShhException(
                new Failure.InvalidMaxMessageSize(bytes, ShhConfig.MAX_MESSAGE_SIZE_CEILING));
          }
          core.gossip().setMaxMessageSize(bytes);
          connections.setMaxMessageSize(bytes);
        });
  }

  @Override
  public CompletableFuture<Void> setBloomFilter(BloomFilter bloom) {
    return loop.run(() -> core.gossip().setBloom(bloom, runtime.now()));
  }

  @Override
  public CompletableFuture<Void> setLightClient(boolean light) {
    return loop.run(() -> core.gossip().setLightClient(light, runtime.now()));
  }

  @Override
  public CompletableFuture<Void> trustPeer(PublicKey id) {
    return loop.run(() -> core.gossip().trust(id));
  }

  // The loop

  /** The state; only on the shh loop. */
  ShhCore core() {
    return core;
  }

  /** Bytes that the connections have brought and that have not been dealt with. */
  long inboundBytes() {
    return connections.inboundBytes();
  }

  /** Lets time pass: expires envelopes, ends patience with silent peers. */
  public void onTime() {
    loop.execute(
        () -> {
          core.onTime(runtime.now());
          scheduleFlush.run();
        });
  }

  /** Begins the searches that the bridge may afford now. */
  private void workOnBridge() {
    for (var job = core.gossip().bridge().next(runtime.now());
        job.isPresent();
        job = core.gossip().bridge().next(runtime.now())) {
      var unused = resealer.reseal(job.get()).thenAccept(this::addBridged);
    }
  }

  private void addBridged(Optional<Envelope> envelope) {
    if (envelope.isPresent()) {
      loop.execute(
          () -> {
            core.gossip().addBridged(envelope.get(), runtime.now());
            scheduleFlush.run();
          });
    }
  }

  private void flush() {
    core.gossip().flush(runtime.now());
    workOnBridge();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import static java.util.Objects.requireNonNull;

import dev.shhnode.envelope.ClassicData;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.SealedMessage;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.pow.PowRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Makes envelopes of posts: seals the message on a worker, searches the nonces on the miners. The
 * same data is sealed once for every proof-of-work rule that the receivers judge by. Thread-safe.
 *
 * <p>The proof of work covers the expiry, so a search that takes long is begun anew with a later
 * one from time to time. That loses nothing, as no nonce is likelier than another.
 */
final class Poster {

  /**
   * Ours: payload and padding bytes of the posts being worked on; more wait for nobody and are
   * refused.
   */
  private static final long MAX_PENDING_BYTES = 64L << 20;

  /** What a post costs besides its payload and padding. */
  private static final int POST_COST_BYTES = 4_096;

  /** The last second that the 32 bits of an envelope's expiry can say. */
  private static final long LATEST_EXPIRY = 0xffff_ffffL;

  /** What a nonce adds to the RLP of an envelope whose nonce is 0. */
  private static final int MAX_NONCE_BYTES = Long.BYTES;

  /** Ours: a bridge has better to do than to wait for bad luck. */
  private static final long RESEALING_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** How many nonces are expected to be tried where the first is as good as any. */
  private static final double EVERY_NONCE = 1;

  /** For whom envelopes of others are sealed anew, as a client beside those who post. */
  private static final Object BRIDGE = "bridge";

  private final ShhRuntime runtime;
  private final ShhListener listener;
  private final long maxSearchSeconds;
  private final NonceSearch search;
  private final AtomicLong pendingBytes = new AtomicLong();

  /**
   * What the state of the node has to say about a post.
   *
   * @param sealings as what to seal it, the first of which the client is told of
   * @param maxMessageSize most bytes of an envelope
   */
  record Plan(List<Sealing> sealings, long maxMessageSize) {

    /** Checks an envelope before any work is done for it. */
    void checkSize(Envelope blank) throws ShhException {
      if (blank.sizeBytes() > maxMessageSize) {
        throw new ShhException(new Failure.MessageTooLarge(blank.sizeBytes()));
      }
      long longest = blank.rlp().size() + (long) MAX_NONCE_BYTES;
      if (longest > ShhPacketLimits.maxSentEnvelopeBytes(maxMessageSize)) {
        throw new ShhException(new Failure.MessageTooLarge(longest));
      }
    }
  }

  /**
   * @param maxSearch how long any post may be searched for, whatever it asks for
   * @param listener told of posts that come to nothing for want of room or time
   */
  Poster(ShhRuntime runtime, Duration maxSearch, ShhListener listener) {
    this.listener = listener;
    this.runtime = runtime;
    this.maxSearchSeconds = maxSearch.toSeconds();
    this.search = new NonceSearch(runtime.miners(), runtime.minerCount(), runtime.nanoClock());
  }

  /**
   * Works on a post until its result is completed, by whomever.
   *
   * @param client whose post it is: clients share the miners alike
   * @param planner asks the loop before the work
   * @param sender gives the envelopes to the loop after it
   * @return fails with a {@link ShhException} if the post cannot be done, with a {@link
   *     java.util.concurrent.RejectedExecutionException} if the workers are busy
   */
  CompletableFuture<Bytes32> post(
      PostRequest request,
      Object client,
      PostListener listener,
      Function<PostRequest, CompletableFuture<Plan>> planner,
      BiFunction<PostRequest, List<Envelope>, CompletableFuture<Bytes32>> sender) {
    long padding = request.padding().map(Bytes::size).orElse(0);
    return work(
        request.payload().size() + padding,
        result ->
            planner
                .apply(request)
                .thenComposeAsync(
                    plan -> seal(new Order(request, client, listener, result), plan),
                    runtime.workers())
                .thenCompose(envelopes -> sender.apply(request, envelopes)));
  }

  /** A post that is being worked on for as long as its result is awaited. */
  private record Order(
      PostRequest request, Object client, PostListener listener, CompletableFuture<?> result) {}

  /**
   * Has something done and charges what it takes for as long as it lasts.
   *
   * @param job begins it; is given the result, which may be cancelled meanwhile
   */
  private CompletableFuture<Bytes32> work(
      long bytes, Function<CompletableFuture<Bytes32>, CompletableFuture<Bytes32>> job) {
    long cost = bytes + POST_COST_BYTES;
    if (!reserve(cost)) {
      listener.onDropped(DropReason.TOO_MANY_POSTS, 1);
      return CompletableFuture.failedFuture(new ShhException(new Failure.TooManyPosts()));
    }
    CompletableFuture<Bytes32> result = new CompletableFuture<>();
    CompletableFuture<Bytes32> done;
    try {
      done = job.apply(result);
    } catch (RuntimeException e) {
      done = CompletableFuture.failedFuture(e);
    }
    var unused =
        done.whenComplete(
            (hash, failure) -> {
              pendingBytes.addAndGet(-cost);
              if (failure == null) {
                result.complete(hash);
              } else {
                if (result.isCancelled()) {
                  listener.onDropped(DropReason.POST_CANCELLED, 1);
                }
                result.completeExceptionally(failure);
              }
            });
    return result;
  }

  private boolean reserve(long cost) {
    if (pendingBytes.addAndGet(cost) > MAX_PENDING_BYTES) {
      pendingBytes.addAndGet(-cost);
      return false;
    }
    return true;
  }

  private CompletableFuture<List<Envelope>> seal(Order order, Plan plan) {
    PostRequest request = order.request();
    if (order.result().isDone()) {
      return CompletableFuture.failedFuture(new CancellationException());
    }
    Map<WhisperVersion, Envelope> blanks = new EnumMap<>(WhisperVersion.class);
    try {
      long expiry = expiry(request.effectiveTtlSeconds());
      for (Sealing sealing : plan.sealings()) {
        plan.checkSize(
            blanks.computeIfAbsent(sealing.version(), version -> blank(request, version, expiry)));
      }
    } catch (ShhException e) {
      return CompletableFuture.failedFuture(e);
    }
    // One limit for all: who posts waits no longer than he said.
    long deadline =
        runtime.nanoClock().getAsLong() + TimeUnit.SECONDS.toNanos(searchSeconds(request));
    CompletableFuture<List<Envelope>> all = CompletableFuture.completedFuture(List.of());
    for (Sealing sealing : plan.sealings()) {
      Envelope blank = requireNonNull(blanks.get(sealing.version()));
      all =
          all.thenCompose(
              done ->
                  mine(blank, sealing.rule(), order, deadline)
                      .thenApply(envelope -> append(done, envelope)));
    }
    return all;
  }

  /** Counted from now. */
  private long expiry(long ttlSeconds) throws ShhException {
    long now = runtime.now().unixSeconds();
    if (ttlSeconds > LATEST_EXPIRY - now) {
      throw new ShhException(
          new Failure.TtlTooLong(LATEST_EXPIRY - now, "the TTL ends after the year 2106"));
    }
    return now + ttlSeconds;
  }

  private long searchSeconds(PostRequest request) {
    return Math.min(request.powTimeSeconds(), maxSearchSeconds);
  }

  private Envelope blank(PostRequest request, WhisperVersion version, long expiry) {
    return Envelope.of(
        version,
        expiry,
        request.effectiveTtlSeconds(),
        request.topic(),
        sealMessage(request, version),
        0);
  }

  private SealedMessage sealMessage(PostRequest request, WhisperVersion version) {
    if (request.recipient() instanceof PostRequest.Recipient.Symmetric symmetric) {
      return MessageSealer.sealSymmetric(
          version,
          symmetric.key(),
          request.payload(),
          request.padding(),
          request.signer(),
          runtime.random());
    }
    PostRequest.Recipient.Asymmetric asymmetric =
        (PostRequest.Recipient.Asymmetric) request.recipient();
    return MessageSealer.sealAsymmetric(
        version,
        asymmetric.key(),
        request.payload(),
        request.padding(),
        request.signer(),
        runtime.random());
  }

  /** As geth does: 0 takes nonce 0, a negative target the best nonce and a later expiry. */
  private CompletableFuture<Envelope> mine(
      Envelope blank, PowRule rule, Order order, long deadline) {
    double target = order.request().powTarget();
    if (target == 0) {
      return CompletableFuture.completedFuture(blank);
    }
    return target < 0
        ? mineBest(later(blank, searchSeconds(order.request())), rule, order, deadline)
        : new TargetSearch(blank, rule, order, deadline).begin();
  }

  private static Envelope later(Envelope blank, long seconds) {
    return blank.withExpiry(Math.min(blank.expiry() + seconds, LATEST_EXPIRY));
  }

  private CompletableFuture<Envelope> mineBest(
      Envelope envelope, PowRule rule, Order order, long deadline) {
    return search
        .search(
            new NonceSearch.Task(rule, envelope.rlpWithoutNonce(), OptionalInt.empty(), deadline),
            order.client(),
            order.result()::isDone,
            (nonces, seconds) -> order.listener().onProgress(nonces, EVERY_NONCE, seconds))
        .thenCompose(
            result ->
                result instanceof NonceSearch.Result.Best best
                    ? CompletableFuture.completedFuture(envelope.withNonce(best.nonce()))
                    : CompletableFuture.failedFuture(new CancellationException()));
  }

  private static double expectedNonces(int bits) {
    return Math.scalb(1.0, bits);
  }

  /** The search for a target, in rounds of which each begins with an expiry counted from then. */
  private final class TargetSearch {
    private final Envelope blank;
    private final PowRule rule;
    private final Order order;
    private final long deadline;
    private final long begun = runtime.nanoClock().getAsLong();
    private final int bits;

    /** By the rounds before, and by this one as far as is known; rounds do not overlap. */
    private final AtomicLong triedBefore = new AtomicLong();

    private volatile long tried;

    TargetSearch(Envelope blank, PowRule rule, Order order, long deadline) {
      this.blank = blank;
      this.rule = rule;
      this.order = order;
      this.deadline = deadline;
      this.bits =
          PowRule.targetBits(order.request().powTarget(), blank.measuredBytes(), blank.ttl());
    }

    CompletableFuture<Envelope> begin() {
      return round(blank);
    }

    private CompletableFuture<Envelope> round(Envelope envelope) {
      long roundEnd = runtime.nanoClock().getAsLong() + roundNanos(envelope.ttl());
      return search
          .search(
              new NonceSearch.Task(
                  rule,
                  envelope.rlpWithoutNonce(),
                  OptionalInt.of(bits),
                  Math.min(deadline, roundEnd)),
              order.client(),
              order.result()::isDone,
              this::onProgress)
          .thenCompose(result -> after(envelope, result));
    }

    private void onProgress(long nonces, double seconds) {
      tried = nonces;
      double total =
          (runtime.nanoClock().getAsLong() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
      order.listener().onProgress(triedBefore.get() + nonces, expectedNonces(bits), total);
    }

    private CompletableFuture<Envelope> after(Envelope envelope, NonceSearch.Result result) {
      if (result instanceof NonceSearch.Result.Found found) {
        return CompletableFuture.completedFuture(envelope.withNonce(found.nonce()));
      }
      if (result instanceof NonceSearch.Result.Cancelled) {
        return CompletableFuture.failedFuture(new CancellationException());
      }
      if (runtime.nanoClock().getAsLong() - deadline >= 0) {
        listener.onDropped(DropReason.SEARCH_OUT_OF_TIME, 1);
        return CompletableFuture.failedFuture(
            new ShhException(
                new Failure.TargetNotReached(order.request().powTimeSeconds(), maxSearchSeconds)));
      }
      try {
        triedBefore.addAndGet(tried);
        return round(blank.withExpiry(expiry(blank.ttl())));
      } catch (ShhException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }

  /** Ours: an envelope that was long searched for lives for 15 of 16 parts of its TTL at least. */
  private static long roundNanos(long ttlSeconds) {
    return TimeUnit.SECONDS.toNanos(Math.max(1, ttlSeconds / 16));
  }

  /**
   * Works on a {@code shh/2} post: the best nonce that its time allows.
   *
   * @param client whose post it is
   * @param sender gives the envelope to the loop
   */
  CompletableFuture<Bytes32> postClassic(
      ClassicPost post, Object client, Function<Envelope, CompletableFuture<Bytes32>> sender) {
    return work(
        post.payload().size(),
        result ->
            CompletableFuture.supplyAsync(() -> sealClassic(post), runtime.workers())
                .thenCompose(blank -> mineClassic(blank, post, client, result))
                .thenCompose(sender));
  }

  /** It lives from the end of the search, which is known: this version has no work to reach. */
  private Envelope sealClassic(ClassicPost post) {
    long ttl = post.effectiveTtlSeconds();
    Bytes data =
        ClassicData.seal(post.payload(), post.recipient(), post.signer(), runtime.random());
    long end = runtime.now().unixSeconds() + TimeUnit.MILLISECONDS.toSeconds(workMillis(post));
    return Envelope.ofClassic(Math.min(end + ttl, LATEST_EXPIRY), ttl, post.topics(), data, 0);
  }

  private long workMillis(ClassicPost post) {
    return Math.min(post.workMillis(), TimeUnit.SECONDS.toMillis(maxSearchSeconds));
  }

  private CompletableFuture<Envelope> mineClassic(
      Envelope blank, ClassicPost post, Object client, CompletableFuture<?> wanted) {
    if (post.workMillis() <= 0) {
      return CompletableFuture.completedFuture(blank);
    }
    NonceSearch.Task task =
        new NonceSearch.Task(
            PowRule.CLASSIC,
            blank.rlpWithoutNonce(),
            OptionalInt.empty(),
            runtime.nanoClock().getAsLong() + TimeUnit.MILLISECONDS.toNanos(workMillis(post)));
    return search
        .search(task, client, wanted::isDone, (nonces, seconds) -> {})
        .thenCompose(
            result ->
                result instanceof NonceSearch.Result.Best best
                    ? CompletableFuture.completedFuture(
                        blank.withNonce(best.nonce() & 0xffff_ffffL))
                    : CompletableFuture.failedFuture(new CancellationException()));
  }

  /** Seals an envelope of another anew; empty when that took far longer than can be expected. */
  CompletableFuture<Optional<Envelope>> reseal(Bridge.Job job) {
    NonceSearch.Task task =
        new NonceSearch.Task(
            job.rule(),
            job.envelope().rlpWithoutNonce(),
            OptionalInt.of(job.bits()),
            runtime.nanoClock().getAsLong() + RESEALING_PATIENCE_NANOS);
    return search
        .search(task, BRIDGE, () -> false, (nonces, seconds) -> {})
        .thenApply(
            result ->
                result instanceof NonceSearch.Result.Found found
                    ? Optional.of(job.envelope().withNonce(found.nonce()))
                    : gaveUp());
  }

  private Optional<Envelope> gaveUp() {
    listener.onDropped(DropReason.BRIDGE_GAVE_UP, 1);
    return Optional.empty();
  }

  private static List<Envelope> append(List<Envelope> some, Envelope another) {
    List<Envelope> all = new ArrayList<>(some);
    all.add(another);
    return all;
  }
}

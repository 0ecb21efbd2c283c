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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
 */
final class Poster {

  /**
   * Ours: payload and padding bytes of the posts being worked on; more wait for nobody and are
   * refused.
   */
  private static final long MAX_PENDING_BYTES = 64L << 20;

  /** What a post costs besides its payload and padding. */
  private static final int POST_COST_BYTES = 4_096;

  /** Ours: a bridge has better to do than to wait for bad luck. */
  private static final long RESEALING_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ShhRuntime runtime;
  private final NonceSearch search;
  private final AtomicLong pendingBytes = new AtomicLong();

  /**
   * What the state of the node has to say about a post.
   *
   * @param sealings as what to seal it, the first of which the client is told of
   * @param maxMessageSize most bytes of an envelope
   */
  record Plan(List<Sealing> sealings, long maxMessageSize) {}

  Poster(ShhRuntime runtime) {
    this.runtime = runtime;
    this.search = new NonceSearch(runtime.miners(), runtime.minerCount(), runtime.nanoClock());
  }

  /**
   * Works on a post.
   *
   * @param planner asks the loop before the work
   * @param sender gives the envelopes to the loop after it
   */
  CompletableFuture<Bytes32> post(
      PostRequest request,
      PostListener listener,
      Function<PostRequest, CompletableFuture<Plan>> planner,
      BiFunction<PostRequest, List<Envelope>, CompletableFuture<Bytes32>> sender) {
    long padding = request.padding().map(Bytes::size).orElse(0);
    long cost = request.payload().size() + padding + POST_COST_BYTES;
    if (!reserve(cost)) {
      return CompletableFuture.failedFuture(tooManyPosts());
    }
    CompletableFuture<Bytes32> result = new CompletableFuture<>();
    finish(
        cost,
        result,
        planner
            .apply(request)
            .thenComposeAsync(plan -> seal(request, plan, listener, result), runtime.workers())
            .thenCompose(envelopes -> sender.apply(request, envelopes)));
    return result;
  }

  private boolean reserve(long cost) {
    if (pendingBytes.addAndGet(cost) > MAX_PENDING_BYTES) {
      pendingBytes.addAndGet(-cost);
      return false;
    }
    return true;
  }

  private static ShhException tooManyPosts() {
    return new ShhException("too many posts at once");
  }

  /** The caller has a future of its own: that it is cancelled has to be seen while we work. */
  private void finish(
      long cost, CompletableFuture<Bytes32> result, CompletableFuture<Bytes32> work) {
    var unused =
        work.whenComplete(
            (hash, failure) -> {
              pendingBytes.addAndGet(-cost);
              if (failure == null) {
                result.complete(hash);
              } else {
                result.completeExceptionally(failure);
              }
            });
  }

  private CompletableFuture<List<Envelope>> seal(
      PostRequest request, Plan plan, PostListener listener, CompletableFuture<?> wanted) {
    long expiry = runtime.now().unixSeconds() + request.effectiveTtlSeconds();
    if (expiry >>> Integer.SIZE != 0) {
      return CompletableFuture.failedFuture(new ShhException("the TTL ends after the year 2106"));
    }
    Map<WhisperVersion, Envelope> blanks = new EnumMap<>(WhisperVersion.class);
    for (Sealing sealing : plan.sealings()) {
      Envelope blank =
          blanks.computeIfAbsent(sealing.version(), version -> blank(request, version, expiry));
      if (blank.sizeBytes() > plan.maxMessageSize()) {
        return CompletableFuture.failedFuture(ShhErrors.tooLarge(blank.sizeBytes()));
      }
    }
    // One limit for all: who posts waits no longer than he said.
    long deadline =
        runtime.nanoClock().getAsLong() + TimeUnit.SECONDS.toNanos(request.powTimeSeconds());
    CompletableFuture<List<Envelope>> all = CompletableFuture.completedFuture(List.of());
    for (Sealing sealing : plan.sealings()) {
      Envelope blank = requireNonNull(blanks.get(sealing.version()));
      all =
          all.thenCompose(
              done ->
                  mine(blank, sealing.rule(), request, deadline, listener, wanted)
                      .thenApply(envelope -> append(done, envelope)));
    }
    return all;
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
      Envelope blank,
      PowRule rule,
      PostRequest request,
      long deadline,
      PostListener listener,
      CompletableFuture<?> wanted) {
    if (request.powTarget() == 0) {
      return CompletableFuture.completedFuture(blank);
    }
    boolean timed = request.powTarget() < 0;
    Envelope envelope = timed ? later(blank, request.powTimeSeconds()) : blank;
    int bits = PowRule.targetBits(request.powTarget(), envelope.measuredBytes(), envelope.ttl());
    NonceSearch.Task task =
        new NonceSearch.Task(
            rule,
            envelope.rlpWithoutNonce(),
            timed ? OptionalInt.empty() : OptionalInt.of(bits),
            deadline);
    return search
        .search(
            task,
            wanted::isDone,
            (nonces, seconds) -> listener.onProgress(nonces, Math.scalb(1.0, bits), seconds))
        .thenCompose(result -> sealed(envelope, result, request));
  }

  private static Envelope later(Envelope blank, long seconds) {
    return blank.withExpiry(Math.min(blank.expiry() + seconds, 0xffff_ffffL));
  }

  private static CompletableFuture<Envelope> sealed(
      Envelope envelope, NonceSearch.Result result, PostRequest request) {
    if (result instanceof NonceSearch.Result.Found found) {
      return CompletableFuture.completedFuture(envelope.withNonce(found.nonce()));
    }
    if (result instanceof NonceSearch.Result.Best best) {
      return CompletableFuture.completedFuture(envelope.withNonce(best.nonce()));
    }
    return CompletableFuture.failedFuture(ShhErrors.targetNotReached(request.powTimeSeconds()));
  }

  /**
   * Works on a {@code shh/2} post: the best nonce that its time allows.
   *
   * @param sender gives the envelope to the loop
   */
  CompletableFuture<Bytes32> postClassic(
      ClassicPost post, Function<Envelope, CompletableFuture<Bytes32>> sender) {
    long cost = (long) post.payload().size() + POST_COST_BYTES;
    CompletableFuture<Bytes32> result = new CompletableFuture<>();
    if (!reserve(cost)) {
      return CompletableFuture.failedFuture(tooManyPosts());
    }
    finish(
        cost,
        result,
        CompletableFuture.supplyAsync(() -> sealClassic(post), runtime.workers())
            .thenCompose(blank -> mineClassic(blank, post.workMillis(), result))
            .thenCompose(sender));
    return result;
  }

  private Envelope sealClassic(ClassicPost post) {
    long ttl = post.effectiveTtlSeconds();
    Bytes data =
        ClassicData.seal(post.payload(), post.recipient(), post.signer(), runtime.random());
    long expiry = Math.min(runtime.now().unixSeconds() + ttl, 0xffff_ffffL);
    return Envelope.ofClassic(expiry, ttl, post.topics(), data, 0);
  }

  private CompletableFuture<Envelope> mineClassic(
      Envelope blank, long workMillis, CompletableFuture<?> wanted) {
    if (workMillis <= 0) {
      return CompletableFuture.completedFuture(blank);
    }
    NonceSearch.Task task =
        new NonceSearch.Task(
            PowRule.CLASSIC,
            blank.rlpWithoutNonce(),
            OptionalInt.empty(),
            runtime.nanoClock().getAsLong() + TimeUnit.MILLISECONDS.toNanos(workMillis));
    return search
        .search(task, wanted::isDone, (nonces, seconds) -> {})
        .thenApply(
            result ->
                result instanceof NonceSearch.Result.Best best
                    ? blank.withNonce(best.nonce() & 0xffff_ffffL)
                    : blank);
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
        .search(task, () -> false, (nonces, seconds) -> {})
        .thenApply(
            result ->
                result instanceof NonceSearch.Result.Found found
                    ? Optional.of(job.envelope().withNonce(found.nonce()))
                    : Optional.empty());
  }

  private static List<Envelope> append(List<Envelope> some, Envelope another) {
    List<Envelope> all = new ArrayList<>(some);
    all.add(another);
    return all;
  }
}

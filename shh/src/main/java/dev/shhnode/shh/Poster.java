// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.pow.PowRule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
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

  private final ShhRuntime runtime;
  private final NonceSearch search;
  private final AtomicLong pendingBytes = new AtomicLong();

  /**
   * What the state of the node has to say about a post.
   *
   * @param rules for which to seal it
   * @param maxMessageSize most bytes of an envelope
   */
  record Plan(Set<PowRule> rules, long maxMessageSize) {}

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
    if (pendingBytes.addAndGet(cost) > MAX_PENDING_BYTES) {
      pendingBytes.addAndGet(-cost);
      return CompletableFuture.failedFuture(new ShhException("too many posts at once"));
    }
    CompletableFuture<Bytes32> result = new CompletableFuture<>();
    // The caller gets a future of its own: cancelling it has to be seen here.
    var unused =
        planner
            .apply(request)
            .thenComposeAsync(plan -> seal(request, plan, listener, result), runtime.workers())
            .thenCompose(envelopes -> sender.apply(request, envelopes))
            .whenComplete(
                (hash, failure) -> {
                  pendingBytes.addAndGet(-cost);
                  if (failure == null) {
                    result.complete(hash);
                  } else {
                    result.completeExceptionally(failure);
                  }
                });
    return result;
  }

  private CompletableFuture<List<Envelope>> seal(
      PostRequest request, Plan plan, PostListener listener, CompletableFuture<?> wanted) {
    long expiry = runtime.now().unixSeconds() + request.effectiveTtlSeconds();
    if (expiry >>> Integer.SIZE != 0) {
      return CompletableFuture.failedFuture(new ShhException("the TTL ends after the year 2106"));
    }
    Envelope blank =
        Envelope.of(expiry, request.effectiveTtlSeconds(), request.topic(), sealData(request), 0);
    if (blank.sizeBytes() > plan.maxMessageSize()) {
      return CompletableFuture.failedFuture(ShhErrors.tooLarge(blank.sizeBytes()));
    }
    // One limit for all rules: who posts waits no longer than he said.
    long deadline =
        runtime.nanoClock().getAsLong() + TimeUnit.SECONDS.toNanos(request.powTimeSeconds());
    CompletableFuture<List<Envelope>> sealed = CompletableFuture.completedFuture(List.of());
    for (PowRule rule : plan.rules()) {
      sealed =
          sealed.thenCompose(
              done ->
                  mine(blank, rule, request, deadline, listener, wanted)
                      .thenApply(envelope -> append(done, envelope)));
    }
    return sealed;
  }

  private Bytes sealData(PostRequest request) {
    if (request.recipient() instanceof PostRequest.Recipient.Symmetric symmetric) {
      return MessageSealer.sealSymmetric(
          symmetric.key(),
          request.payload(),
          request.padding(),
          request.signer(),
          runtime.random());
    }
    PostRequest.Recipient.Asymmetric asymmetric =
        (PostRequest.Recipient.Asymmetric) request.recipient();
    return MessageSealer.sealAsymmetric(
        asymmetric.key(), request.payload(), request.padding(), request.signer(), runtime.random());
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
    int bits = PowRule.targetBits(request.powTarget(), envelope.data().size(), envelope.ttl());
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
    long expiry = Math.min(blank.expiry() + seconds, 0xffff_ffffL);
    return Envelope.of(expiry, blank.ttl(), blank.topic(), blank.data(), 0);
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

  private static List<Envelope> append(List<Envelope> some, Envelope another) {
    List<Envelope> all = new ArrayList<>(some);
    all.add(another);
    return all;
  }
}

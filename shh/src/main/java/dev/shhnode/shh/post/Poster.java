// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.post;

import dev.shhnode.envelope.ClassicData;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.SealedMessage;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.pow.PowRule;
import dev.shhnode.shh.Carrier;
import dev.shhnode.shh.ClassicPost;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.PostListener;
import dev.shhnode.shh.PostRequest;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.ShhRuntime;
import dev.shhnode.shh.wire.ShhPacketLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;

/**
 * Makes envelopes of posts: seals the message, and has the nonces searched on the miners. The same
 * data is sealed once for every proof-of-work rule that the receivers judge by. What takes a few
 * microseconds is done on the caller's thread, all else on workers. Thread-safe.
 *
 * <p>The proof of work covers the expiry, so a search that takes long is begun anew from time to
 * time with a later expiry. That loses nothing, as every nonce is as likely as any other to be
 * good.
 */
public final class Poster {

  /** The last second that the 32 bits of an envelope's expiry can say. */
  private static final long LATEST_EXPIRY = 0xffff_ffffL;

  /** What a nonce adds to the RLP of an envelope whose nonce is 0. */
  private static final int MAX_NONCE_BYTES = Long.BYTES;

  /** How many nonces are expected to be tried where the first is as good as any. */
  private static final double EVERY_NONCE = 1;

  /**
   * Bytes of payload and padding, and zero bits of the target, of a post that is sealed on the
   * thread that brings it: that takes less than to wake a worker and to be woken by it.
   */
  private static final int MAX_QUICK_BYTES = 1_024;

  private static final int MAX_QUICK_BITS = 4;

  private final ShhRuntime runtime;
  private final ShhListener listener;
  private final long maxSearchSeconds;
  private final NonceSearch search;

  /**
   * What the state of the node has to say about a post.
   *
   * @param sealings as what to seal it, the first of which the client is told of
   * @param maxMessageSize most bytes of an envelope
   * @param carrier takes the envelopes, if they are not flooded from here
   */
  public record Plan(List<Sealing> sealings, long maxMessageSize, Optional<Carrier> carrier) {

    /** For envelopes that are flooded from here. */
    public Plan(List<Sealing> sealings, long maxMessageSize) {
      this(sealings, maxMessageSize, Optional.empty());
    }

    /** Checks an envelope before any work is done for it. */
    public void checkSize(Envelope blank) throws ShhException {
      if (blank.sizeBytes() > maxMessageSize) {
        throw new ShhException(new Failure.MessageTooLarge(blank.sizeBytes()));
      }
      long longest = blank.rlp().size() + (long) MAX_NONCE_BYTES;
      if (longest > ShhPacketLimits.maxSentEnvelopeBytes(maxMessageSize)) {
        throw new ShhException(new Failure.MessageTooLarge(longest));
      }
      Optional<Failure.NotCarried> refusal = carrier.flatMap(way -> way.refusal(longest));
      if (refusal.isPresent()) {
        throw new ShhException(refusal.get());
      }
    }
  }

  /**
   * @param search on the miners
   * @param maxSearch how long any post may be searched for, whatever it asks for
   * @param listener told of searches that are cut short
   */
  public Poster(ShhRuntime runtime, NonceSearch search, Duration maxSearch, ShhListener listener) {
    this.runtime = runtime;
    this.search = search;
    this.maxSearchSeconds = maxSearch.toSeconds();
    this.listener = listener;
  }

  /**
   * Seals a message and searches nonces for it.
   *
   * @param client whose post it is: clients share the miners alike
   * @param progress told how the search gets on
   * @param isUnwanted whether nobody waits for the post any more; asked from time to time
   * @return an envelope for each sealing of the plan, in its order. Fails as {@link
   *     Failure.MessageTooLarge}, {@link Failure.TtlTooLong} or {@link Failure.TargetNotReached},
   *     and with a {@link CancellationException} once it is unwanted; with a {@link
   *     java.util.concurrent.RejectedExecutionException} if the workers are busy
   */
  public CompletableFuture<List<Envelope>> seal(
      PostRequest request,
      Plan plan,
      Object client,
      PostListener progress,
      BooleanSupplier isUnwanted) {
    boolean carried = plan.carrier().isPresent();
    PostRequest shown = carried ? CarriedPosts.quantised(request) : request;
    Order order = new Order(shown, carried, client, progress, isUnwanted);
    return on(isQuick(shown) ? Runnable::run : runtime.workers(), () -> seal(order, plan));
  }

  /** Small, without elliptic curves, and with a nonce that is among the first tried. */
  private static boolean isQuick(PostRequest request) {
    return request.recipient() instanceof PostRequest.Recipient.Symmetric
        && request.signer().isEmpty()
        && request.contentBytes() <= MAX_QUICK_BYTES
        && request.powTarget() >= 0
        && PowRule.targetBits(request.powTarget(), MAX_QUICK_BYTES, request.effectiveTtlSeconds())
            <= MAX_QUICK_BITS;
  }

  /** Fails if the executor, as the workers when they are busy, takes nothing. */
  private static <T> CompletableFuture<T> on(
      Executor executor, Supplier<CompletableFuture<T>> task) {
    return CompletableFuture.completedFuture(task).thenComposeAsync(Supplier::get, executor);
  }

  /**
   * A post that is being worked on as long as somebody wants it.
   *
   * @param carried whether its envelope must not tell the second in which it was made
   */
  private record Order(
      PostRequest request,
      boolean carried,
      Object client,
      PostListener listener,
      BooleanSupplier isUnwanted) {}

  /**
   * A sealed message that needs its nonce.
   *
   * @param rule which it has to please
   */
  private record Blank(Envelope envelope, PowRule rule) {

    Envelope expiringAt(long expiry) {
      return expiry == envelope.expiry() ? envelope : envelope.withExpiry(expiry);
    }
  }

  private CompletableFuture<List<Envelope>> seal(Order order, Plan plan) {
    PostRequest request = order.request();
    if (order.isUnwanted().getAsBoolean()) {
      return CompletableFuture.failedFuture(new CancellationException());
    }
    List<Blank> blanks = new ArrayList<>();
    try {
      long expiry = expiry(request.effectiveTtlSeconds(), order.carried());
      Map<WhisperVersion, Envelope> sealed = new EnumMap<>(WhisperVersion.class);
      for (Sealing sealing : plan.sealings()) {
        Envelope envelope =
            sealed.computeIfAbsent(sealing.version(), version -> blank(request, version, expiry));
        plan.checkSize(envelope);
        blanks.add(new Blank(envelope, sealing.rule()));
      }
    } catch (ShhException e) {
      return CompletableFuture.failedFuture(e);
    }
    return mine(blanks, order);
  }

  /** Counted from now. */
  private long expiry(long ttlSeconds, boolean carried) throws ShhException {
    long clock = runtime.now().unixSeconds();
    long now = carried ? CarriedPosts.created(clock) : clock;
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
  private CompletableFuture<List<Envelope>> mine(List<Blank> blanks, Order order) {
    double target = order.request().powTarget();
    if (target == 0) {
      return CompletableFuture.completedFuture(blanks.stream().map(Blank::envelope).toList());
    }
    // All searches of a post share one deadline, so that it takes no longer than its powTime.
    long deadline =
        runtime.nanoClock().getAsLong() + TimeUnit.SECONDS.toNanos(searchSeconds(order.request()));
    return target < 0
        ? new BestSearch(blanks, order, deadline).begin()
        : new TargetSearch(blanks, order, deadline).begin();
  }

  /** The search for the best nonces that the time allows, of which each sealing has its part. */
  private final class BestSearch {
    private final List<Blank> blanks;
    private final Order order;
    private final long deadline;

    BestSearch(List<Blank> blanks, Order order, long deadline) {
      this.blanks = blanks;
      this.order = order;
      this.deadline = deadline;
    }

    CompletableFuture<List<Envelope>> begin() {
      return next(List.of());
    }

    private CompletableFuture<List<Envelope>> next(List<Envelope> done) {
      int left = blanks.size() - done.size();
      if (left == 0) {
        return CompletableFuture.completedFuture(done);
      }
      Blank blank = blanks.get(done.size());
      Envelope envelope = later(blank.envelope());
      long now = runtime.nanoClock().getAsLong();
      return search
          .search(
              new NonceSearch.Task(
                  blank.rule(),
                  envelope.rlpWithoutNonce(),
                  OptionalInt.empty(),
                  now + (deadline - now) / left),
              order.client(),
              order.isUnwanted(),
              (nonces, seconds) -> order.listener().onProgress(nonces, EVERY_NONCE, seconds))
          .thenCompose(
              result ->
                  result instanceof NonceSearch.Result.Best best
                      ? next(append(done, envelope.withNonce(best.nonce())))
                      : CompletableFuture.failedFuture(new CancellationException()));
    }

    /** Where the second must not be told, the TTL is long enough for the search. */
    private Envelope later(Envelope blank) {
      long seconds = order.carried() ? 0 : searchSeconds(order.request());
      return blank.withExpiry(Math.min(blank.expiry() + seconds, LATEST_EXPIRY));
    }
  }

  /**
   * The search for a target, in rounds of which each begins with an expiry counted from then. All
   * envelopes of a post have the same: who gets two of them knows by that what it has read.
   */
  private final class TargetSearch {
    private final List<Blank> blanks;
    private final Order order;
    private final long deadline;
    private final long ttl;
    private final long begun = runtime.nanoClock().getAsLong();
    private final double expectedNonces;

    /** By the searches before, and by this one as far as is known; they do not overlap. */
    private final AtomicLong triedBefore = new AtomicLong();

    private volatile long tried;

    TargetSearch(List<Blank> blanks, Order order, long deadline) {
      this.blanks = blanks;
      this.order = order;
      this.deadline = deadline;
      this.ttl = order.request().effectiveTtlSeconds();
      this.expectedNonces =
          blanks.stream().mapToDouble(blank -> Math.scalb(1.0, targetBits(blank.envelope()))).sum();
    }

    private int targetBits(Envelope envelope) {
      return PowRule.targetBits(
          order.request().powTarget(), envelope.measuredBytes(), envelope.ttl());
    }

    CompletableFuture<List<Envelope>> begin() {
      return new Round(blanks.get(0).envelope().expiry()).next(List.of());
    }

    private void onProgress(long nonces) {
      tried = nonces;
      double seconds =
          (runtime.nanoClock().getAsLong() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
      order.listener().onProgress(triedBefore.get() + nonces, expectedNonces, seconds);
    }

    private final class Round {
      private final long expiry;
      private final long roundBegun = runtime.nanoClock().getAsLong();

      Round(long expiry) {
        this.expiry = expiry;
      }

      /** Goes on with the sealing behind those that are done. */
      CompletableFuture<List<Envelope>> next(List<Envelope> done) {
        if (done.size() == blanks.size()) {
          return CompletableFuture.completedFuture(done);
        }
        Blank blank = blanks.get(done.size());
        Envelope envelope = blank.expiringAt(expiry);
        NonceSearch.Task task =
            new NonceSearch.Task(
                blank.rule(),
                envelope.rlpWithoutNonce(),
                OptionalInt.of(targetBits(envelope)),
                Math.min(deadline, roundBegun + roundNanos(ttl, done.isEmpty())));
        Optional<NonceSearch.Result.Found> first = search.tryFirst(task);
        return first.isPresent()
            ? after(done, envelope, first.get())
            : search
                .search(
                    task,
                    order.client(),
                    order.isUnwanted(),
                    (nonces, seconds) -> onProgress(nonces))
                .thenCompose(result -> after(done, envelope, result));
      }

      private CompletableFuture<List<Envelope>> after(
          List<Envelope> done, Envelope envelope, NonceSearch.Result result) {
        triedBefore.addAndGet(tried);
        tried = 0;
        if (result instanceof NonceSearch.Result.Found found) {
          return next(append(done, envelope.withNonce(found.nonce())));
        }
        if (result instanceof NonceSearch.Result.Cancelled) {
          return CompletableFuture.failedFuture(new CancellationException());
        }
        if (runtime.nanoClock().getAsLong() - deadline >= 0) {
          listener.onDropped(DropReason.SEARCH_OUT_OF_TIME, 1);
          return CompletableFuture.failedFuture(
              new ShhException(
                  new Failure.TargetNotReached(
                      order.request().powTimeSeconds(), maxSearchSeconds)));
        }
        try {
          return new Round(expiry(ttl, order.carried())).next(List.of());
        } catch (ShhException e) {
          return CompletableFuture.failedFuture(e);
        }
      }
    }
  }

  /**
   * Ours: an envelope that was long searched for lives for 15 of 16 parts of its TTL at least.
   * Those of a post that needs several live for half of it, lest what is found first be searched
   * again and again.
   */
  private static long roundNanos(long ttlSeconds, boolean first) {
    return TimeUnit.SECONDS.toNanos(Math.max(1, ttlSeconds / (first ? 16 : 2)));
  }

  /**
   * Seals a {@code shh/2} message, with the best nonce that its time allows.
   *
   * @param client whose post it is
   * @param isUnwanted whether nobody waits for the post any more
   * @return fails with a {@link CancellationException} once it is unwanted
   */
  public CompletableFuture<Envelope> sealClassic(
      ClassicPost post, Object client, BooleanSupplier isUnwanted) {
    return on(runtime.workers(), () -> mineClassic(sealClassic(post), post, client, isUnwanted));
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
      Envelope blank, ClassicPost post, Object client, BooleanSupplier isUnwanted) {
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
        .search(task, client, isUnwanted, (nonces, seconds) -> {})
        .thenCompose(
            result ->
                result instanceof NonceSearch.Result.Best best
                    ? CompletableFuture.completedFuture(
                        blank.withNonce(best.nonce() & 0xffff_ffffL))
                    : CompletableFuture.failedFuture(new CancellationException()));
  }

  private static List<Envelope> append(List<Envelope> some, Envelope another) {
    List<Envelope> all = new ArrayList<>(some);
    all.add(another);
    return all;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.post;

import dev.shhnode.runtime.HeapShare;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.Failure;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.ShhListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/** The posts that are being worked on, whose memory is bounded. Thread-safe. */
public final class PendingPosts {

  /** Ours: payload and padding of all posts being worked on. A post beyond that is refused. */
  private static final long MAX_BYTES = HeapShare.POSTS.ofThisHeap();

  /** What a post costs besides its payload and padding. */
  private static final int POST_COST_BYTES = 4_096;

  private final ShhListener listener;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param listener told of posts that are refused or cancelled
   */
  public PendingPosts(ShhListener listener) {
    this.listener = listener;
  }

  /**
   * Has a post worked on, and charges what it takes for as long as it lasts.
   *
   * @param contentBytes of payload and padding
   * @param work begins it. It is given the result, which may be completed meanwhile, by whomever:
   *     then nobody waits for the post any more
   * @return what the work comes to; fails as {@link Failure.TooManyPosts}, or as the work does
   */
  public CompletableFuture<Bytes32> run(
      long contentBytes, Function<CompletableFuture<Bytes32>, CompletableFuture<Bytes32>> work) {
    long cost = contentBytes + POST_COST_BYTES;
    if (!reserve(cost)) {
      listener.onDropped(DropReason.TOO_MANY_POSTS, 1);
      return CompletableFuture.failedFuture(new ShhException(new Failure.TooManyPosts()));
    }
    CompletableFuture<Bytes32> result = new CompletableFuture<>();
    var unused =
        begin(work, result)
            .whenComplete(
                (hash, failure) -> {
                  bytes.addAndGet(-cost);
                  settle(result, hash, failure);
                });
    return result;
  }

  private boolean reserve(long cost) {
    if (bytes.addAndGet(cost) > MAX_BYTES) {
      bytes.addAndGet(-cost);
      return false;
    }
    return true;
  }

  private static CompletableFuture<Bytes32> begin(
      Function<CompletableFuture<Bytes32>, CompletableFuture<Bytes32>> work,
      CompletableFuture<Bytes32> result) {
    try {
      return work.apply(result);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void settle(
      CompletableFuture<Bytes32> result, @Nullable Bytes32 hash, @Nullable Throwable failure) {
    if (result.isDone()) {
      listener.onDropped(DropReason.POST_CANCELLED, 1);
    } else if (failure == null) {
      result.complete(hash);
    } else {
      result.completeExceptionally(failure);
    }
  }
}

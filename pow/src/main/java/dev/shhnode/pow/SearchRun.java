// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * One search under way. Workers take chunks in ascending order; the run ends when none is left to
 * take and the last worker has left, so all nonces below one that was found have been tried.
 * Thread-safe.
 */
final class SearchRun {

  /**
   * Nonces of a chunk, before each of which a search may end. The scalar kernel takes a third of a
   * millisecond for them, ten times as long while it is not compiled.
   */
  static final int CHUNK = 1_024;

  /** Chunks of one turn: not one, as a worker that changes to another search makes a kernel. */
  static final int CHUNKS_PER_TURN = 16;

  private static final long TURN_NANOS = 2_000_000;

  private static final long PROGRESS_INTERVAL_NANOS = 200_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final NonceSearch.Task task;
  private final BooleanSupplier cancelled;
  private final NonceSearch.Progress progress;
  private final NonceBlock block;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private final CompletableFuture<NonceSearch.Result> result = new CompletableFuture<>();

  // Guarded by this.
  private long nextChunk;
  private long finishedNonces;
  private long reportedNanos;
  private int activeWorkers;
  private boolean found;
  private boolean timedOut;
  private boolean wasCancelled;
  private long bestNonce;
  private int bestBits;

  SearchRun(
      NonceSearch.Task task,
      BooleanSupplier cancelled,
      NonceSearch.Progress progress,
      LongSupplier nanoClock) {
    this.task = task;
    this.cancelled = cancelled;
    this.progress = progress;
    this.block = NonceBlock.of(task.rule(), task.rlpWithoutNonce());
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
    this.reportedNanos = startNanos;
  }

  CompletableFuture<NonceSearch.Result> result() {
    return result;
  }

  /** The text that kernels hash. */
  NonceBlock block() {
    return block;
  }

  /** Searches some chunks, if there are any left, for some milliseconds at most. */
  void turn(NonceKernel kernel) {
    long begin = nanoClock.getAsLong();
    enter();
    try {
      for (int i = 0; i < CHUNKS_PER_TURN && nanoClock.getAsLong() - begin < TURN_NANOS; i++) {
        long from = takeChunk();
        if (from < 0) {
          break;
        }
        searchChunk(kernel, from);
        report();
      }
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      leave();
    }
  }

  /** Whether there is nothing left to take. */
  synchronized boolean isOver() {
    return found || timedOut || wasCancelled || result.isDone();
  }

  /** Completes the search if it is cancelled or out of time. */
  void endIfOver() {
    enter();
    try {
      checkOver();
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      leave();
    }
  }

  void fail(RuntimeException failure) {
    result.completeExceptionally(failure);
  }

  private synchronized void enter() {
    activeWorkers++;
  }

  private void leave() {
    NonceSearch.Result outcome;
    synchronized (this) {
      activeWorkers--;
      if (activeWorkers > 0 || !isOver()) {
        return;
      }
      outcome = outcome();
    }
    result.complete(outcome);
  }

  private synchronized void checkOver() {
    if (isOver()) {
      return;
    }
    if (cancelled.getAsBoolean()) {
      wasCancelled = true;
    } else if (nanoClock.getAsLong() - task.deadlineNanos() >= 0) {
      timedOut = true;
    }
  }

  /** The first nonce of the next chunk, or -1 when the run is over. */
  private synchronized long takeChunk() {
    checkOver();
    if (isOver()) {
      return -1;
    }
    long from = nextChunk;
    nextChunk += CHUNK;
    return from;
  }

  private void searchChunk(NonceKernel kernel, long from) {
    if (task.targetBits().isPresent()) {
      int offset = kernel.search(from, CHUNK, task.targetBits().getAsInt());
      if (offset != NonceKernel.NONE) {
        offerTarget(from + offset, kernel.zeroBits(from + offset));
      }
      return;
    }
    int position = 0;
    while (position < CHUNK) {
      int offset = kernel.search(from + position, CHUNK - position, bestBits() + 1);
      if (offset == NonceKernel.NONE) {
        return;
      }
      offerBest(from + position + offset, kernel.zeroBits(from + position + offset));
      position += offset + 1;
    }
  }

  private synchronized int bestBits() {
    return bestBits;
  }

  private synchronized void offerTarget(long nonce, int bits) {
    if (!found || nonce < bestNonce) {
      found = true;
      bestNonce = nonce;
      bestBits = bits;
    }
  }

  private synchronized void offerBest(long nonce, int bits) {
    if (bits > bestBits || (bits == bestBits && nonce < bestNonce)) {
      bestNonce = nonce;
      bestBits = bits;
    }
  }

  private void report() {
    long tried;
    long now = nanoClock.getAsLong();
    synchronized (this) {
      finishedNonces += CHUNK;
      if (now - reportedNanos < PROGRESS_INTERVAL_NANOS) {
        return;
      }
      reportedNanos = now;
      tried = finishedNonces;
    }
    progress.onProgress(tried, (now - startNanos) / NANOS_PER_SECOND);
  }

  private NonceSearch.Result outcome() {
    if (found) {
      return new NonceSearch.Result.Found(bestNonce, bestBits);
    }
    if (wasCancelled) {
      return new NonceSearch.Result.Cancelled();
    }
    return task.targetBits().isPresent()
        ? new NonceSearch.Result.TimedOut()
        : new NonceSearch.Result.Best(bestNonce, bestBits);
  }
}

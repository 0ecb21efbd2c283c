// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;

/**
 * Searches nonces from 0 upward, on several workers. Finds what a single search from 0 would find:
 * the lowest nonce with enough zero bits, as geth does. Thread-safe.
 *
 * <p>Every worker gives its thread back after each chunk of a few thousand nonces, so that searches
 * on the same executor advance together, and deadline and cancellation are seen within
 * milliseconds.
 *
 * <p>Keep one for the whole process: with every search it knows better which kernel is fast here.
 */
public final class NonceSearch {

  private final Executor executor;
  private final int workers;
  private final LongSupplier nanoClock;
  private final KernelChoice kernels;

  /**
   * @param executor runs the workers
   * @param workers how many chunks of one search may be under way at once
   * @param nanoClock monotonic
   */
  public NonceSearch(Executor executor, int workers, LongSupplier nanoClock) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers is " + workers + ", expected 1 or more");
    }
    this.executor = executor;
    this.workers = workers;
    this.nanoClock = nanoClock;
    this.kernels = new KernelChoice(nanoClock);
  }

  /**
   * What to search.
   *
   * @param rule by which zero bits count
   * @param rlpWithoutNonce what the nonce is appended to
   * @param targetBits zero bits wanted, 1 or more; empty for the best that the time allows
   * @param deadlineNanos when to give up, on the clock of the search
   */
  public record Task(
      PowRule rule, Bytes rlpWithoutNonce, OptionalInt targetBits, long deadlineNanos) {}

  /** How a search ended. */
  public sealed interface Result {

    /**
     * The target is reached.
     *
     * @param nonce the lowest that does, unsigned
     * @param bits its zero bits
     */
    record Found(long nonce, int bits) implements Result {}

    /**
     * There was no target, and the time is up.
     *
     * @param nonce the lowest with the most zero bits found
     * @param bits its zero bits
     */
    record Best(long nonce, int bits) implements Result {}

    /** The time is up and the target is not reached. */
    record TimedOut() implements Result {}

    /** The caller wanted it no more. */
    record Cancelled() implements Result {}
  }

  /** Hears how a search gets on; called on worker threads, a few times a second. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param noncesTried by all workers
     * @param seconds since the search began
     */
    void onProgress(long noncesTried, double seconds);
  }

  /**
   * Begins a search.
   *
   * @param cancelled asked after every chunk
   * @return fails only if the executor or the listener does
   */
  public CompletableFuture<Result> search(Task task, BooleanSupplier cancelled, Progress progress) {
    SearchRun run = new SearchRun(task, cancelled, progress, executor, nanoClock);
    run.start(workers, kernels);
    return run.result();
  }
}

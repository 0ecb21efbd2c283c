// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Searches nonces from 0 upward, on several workers. Finds what a single search from 0 would find:
 * the lowest nonce with enough zero bits, as geth does. Thread-safe.
 *
 * <p>The workers go from search to search: clients take turns, and so do the searches of one
 * client. After each turn of a few milliseconds a worker gives its thread back. Only searches being
 * worked on have a kernel, so a search that waits takes little memory.
 *
 * <p>Keep one for the whole process, as it learns from every search which kernel is faster here.
 */
public final class NonceSearch {

  /** Above this target, so many nonces are expected that warming up the wide kernel pays. */
  static final int LARGE_BITS = 16;

  /** And above this that of vectors, which takes half a second and saves 40 ns a nonce. */
  static final int HUGE_BITS = 22;

  /** Ours: nonces that are tried in less time than it takes to wake a worker, a few times over. */
  static final int FIRST_NONCES = 256;

  /** How often searches that wait for a turn are checked for being cancelled or out of time. */
  private static final long SWEEP_INTERVAL_NANOS = 50_000_000;

  private final Executor executor;
  private final int workers;
  private final LongSupplier nanoClock;
  private final KernelRates rates;
  private final KernelWarmUp wide;
  private final KernelWarmUp vector;
  private final SearchQueue queue = new SearchQueue();

  // Guarded by this.
  private int activeWorkers;
  private long sweptNanos;

  /**
   * @param executor runs the workers
   * @param workers how many turns may be under way at once
   * @param nanoClock monotonic
   */
  public NonceSearch(Executor executor, int workers, LongSupplier nanoClock) {
    this(executor, workers, nanoClock, executor);
  }

  /**
   * @param warmer runs what warms the faster kernels up, some milliseconds at a time
   */
  NonceSearch(Executor executor, int workers, LongSupplier nanoClock, Executor warmer) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers is " + workers + ", expected 1 or more");
    }
    this.executor = executor;
    this.workers = workers;
    this.nanoClock = nanoClock;
    this.rates = new KernelRates(nanoClock);
    this.wide = warmUp(KernelKind.WIDE, warmer);
    this.vector = warmUp(KernelKind.VECTOR, warmer);
    this.sweptNanos = nanoClock.getAsLong();
  }

  private KernelWarmUp warmUp(KernelKind kind, Executor warmer) {
    return new KernelWarmUp(kind, warmer, () -> queue.size() > 0, rates, nanoClock);
  }

  /**
   * What to search.
   *
   * @param rule says what is hashed and which zero bits count
   * @param rlpWithoutNonce what the nonce is appended to
   * @param targetBits zero bits wanted, 1 or more; empty for the best that the time allows
   * @param deadlineNanos when to give up, by the nanoClock of the constructor
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

    /** The caller has cancelled it. */
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
   * @param client whose search it is, compared by equals; each client gets the same share of the
   *     workers
   * @param cancelled asked several times a second
   * @return completes on a worker; fails with what {@code cancelled} or {@code progress} throws, or
   *     with a {@link RejectedExecutionException} if the executor is shut down
   */
  public CompletableFuture<Result> search(
      Task task, Object client, BooleanSupplier cancelled, Progress progress) {
    SearchRun run = new SearchRun(task, cancelled, progress, nanoClock);
    queue.add(client, run);
    startWorkers();
    int bits = task.targetBits().orElse(Integer.MAX_VALUE);
    if (bits > LARGE_BITS) {
      wide.start();
    }
    if (bits > HUGE_BITS) {
      vector.start();
    }
    return run.result();
  }

  /**
   * Tries the first few nonces here and now, in less than a tenth of a millisecond.
   *
   * @return what {@link #search} would find, if it is among them
   */
  public Optional<Result.Found> tryFirst(Task task) {
    if (task.targetBits().isEmpty() || nanoClock.getAsLong() - task.deadlineNanos() >= 0) {
      return Optional.empty();
    }
    NonceKernel kernel = new ScalarKernel(NonceBlock.of(task.rule(), task.rlpWithoutNonce()));
    int nonce = kernel.search(0, FIRST_NONCES, task.targetBits().getAsInt());
    return nonce == NonceKernel.NONE
        ? Optional.empty()
        : Optional.of(new Result.Found(nonce, kernel.zeroBits(nonce)));
  }

  /** How many searches are under way. */
  public int size() {
    return queue.size();
  }

  private void startWorkers() {
    while (queue.size() > 0 && takeWorker()) {
      execute(new Worker());
    }
  }

  private synchronized boolean takeWorker() {
    if (activeWorkers == workers) {
      return false;
    }
    activeWorkers++;
    return true;
  }

  private void execute(Worker worker) {
    try {
      executor.execute(worker);
    } catch (RejectedExecutionException closed) {
      endWorker();
      queue.failAll(closed);
    }
  }

  private synchronized void endWorker() {
    activeWorkers--;
  }

  private synchronized boolean isTimeToSweep() {
    long now = nanoClock.getAsLong();
    if (now - sweptNanos < SWEEP_INTERVAL_NANOS) {
      return false;
    }
    sweptNanos = now;
    return true;
  }

  /**
   * Goes from search to search, one turn at a time; keeps its kernel while it gets the same search
   * again. Used by one thread at a time.
   */
  private final class Worker implements Runnable {
    private @Nullable SearchRun last;
    private @Nullable NonceKernel kernel;

    @Override
    public void run() {
      if (isTimeToSweep()) {
        queue.removeThoseOver();
      }
      SearchRun next = queue.next();
      if (next == null) {
        endWorker();
        // A search added just before may have found all workers active, and so started none.
        startWorkers();
        return;
      }
      next.turn(kernelFor(next));
      execute(this);
    }

    private NonceKernel kernelFor(SearchRun run) {
      NonceKernel made = run == last ? kernel : null;
      if (made == null) {
        made = FastestKernel.of(rates, run.block());
      }
      last = run;
      kernel = made;
      return made;
    }
  }
}

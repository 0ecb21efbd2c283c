// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.pow.PowRule;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;

/**
 * Prints how long the node's search takes for the first 2^12 nonces of a process, how many it tries
 * in a second on one thread, second by second, and how long it goes on after it was cancelled.
 */
public final class Nonces {

  private static final int SECONDS = 5;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int HOPELESS_BITS = 63;
  private static final int ENVELOPE_BYTES = 558;

  /** A text whose first nonce of 12 bits is 4 199. */
  private static final Bytes FIRST_TEXT = Bytes.repeat((byte) 81, ENVELOPE_BYTES);

  private static final int FIRST_BITS = 12;
  private static final int FIRST_NONCES = 1 << FIRST_BITS;
  private static final int CANCELS = 50;
  private static final long MILLIS_BEFORE_CANCEL = 20;
  private static final double NANOS_PER_MILLI = 1e6;

  private Nonces() {}

  /** Leaves arguments alone: they are those that the node's launcher adds. */
  public static void main(String[] args) throws InterruptedException {
    ExecutorService miner = Executors.newSingleThreadExecutor();
    NonceSearch search = new NonceSearch(miner, 1, System::nanoTime);
    System.out.printf("first %.2f%n", firstNonces(search));
    for (int i = 0; i < SECONDS; i++) {
      System.out.printf("nonces %.0f%n", aSecond(search));
    }
    double longest = 0;
    for (int i = 0; i < CANCELS; i++) {
      longest = Math.max(longest, millisToCancel(search));
    }
    System.out.printf("cancel %.2f%n", longest);
    miner.shutdown();
  }

  /** How long a text takes that has its nonce after them, in milliseconds. */
  private static double firstNonces(NonceSearch search) {
    long begin = System.nanoTime();
    NonceSearch.Task task =
        new NonceSearch.Task(
            PowRule.PRE_1_9, FIRST_TEXT, OptionalInt.of(FIRST_BITS), Long.MAX_VALUE);
    NonceSearch.Result result =
        search.search(task, "bench", () -> false, (tried, seconds) -> {}).join();
    if (!(result instanceof NonceSearch.Result.Found found) || found.nonce() < FIRST_NONCES) {
      throw new IllegalStateException("not after " + FIRST_NONCES + " nonces: " + result);
    }
    return (System.nanoTime() - begin) / NANOS_PER_MILLI;
  }

  private static double millisToCancel(NonceSearch search) throws InterruptedException {
    AtomicBoolean cancelled = new AtomicBoolean();
    CompletableFuture<NonceSearch.Result> result =
        search.search(hopeless(Long.MAX_VALUE), "bench", cancelled::get, (tried, seconds) -> {});
    Thread.sleep(MILLIS_BEFORE_CANCEL);
    long begin = System.nanoTime();
    cancelled.set(true);
    result.join();
    return (System.nanoTime() - begin) / NANOS_PER_MILLI;
  }

  private static double aSecond(NonceSearch search) {
    AtomicReference<Double> rate = new AtomicReference<>();
    search
        .search(
            hopeless(System.nanoTime() + SECOND_NANOS),
            "bench",
            () -> false,
            (tried, seconds) -> rate.set(tried / seconds))
        .join();
    return rate.get();
  }

  private static NonceSearch.Task hopeless(long deadlineNanos) {
    Bytes text = Bytes.random(ENVELOPE_BYTES);
    return new NonceSearch.Task(
        PowRule.PRE_1_9, text, OptionalInt.of(HOPELESS_BITS), deadlineNanos);
  }
}

// SPDX-License-Identifier: Apache-2.0
import dev.shhnode.pow.NonceSearch;
import dev.shhnode.pow.PowRule;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;

/** Prints how many nonces the node's search tries in a second on one thread, second by second. */
public final class Nonces {

  private static final int SECONDS = 5;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int HOPELESS_BITS = 63;
  private static final int ENVELOPE_BYTES = 558;

  private Nonces() {}

  /** Leaves arguments alone: they are those that the node's launcher adds. */
  public static void main(String[] args) {
    ExecutorService miner = Executors.newSingleThreadExecutor();
    NonceSearch search = new NonceSearch(miner, 1, System::nanoTime);
    for (int i = 0; i < SECONDS; i++) {
      System.out.printf("nonces %.0f%n", aSecond(search));
    }
    miner.shutdown();
  }

  private static double aSecond(NonceSearch search) {
    NonceSearch.Task task =
        new NonceSearch.Task(
            PowRule.PRE_1_9,
            Bytes.random(ENVELOPE_BYTES),
            OptionalInt.of(HOPELESS_BITS),
            System.nanoTime() + SECOND_NANOS);
    AtomicReference<Double> rate = new AtomicReference<>();
    search
        .search(task, "bench", () -> false, (tried, seconds) -> rate.set(tried / seconds))
        .join();
    return rate.get();
  }
}

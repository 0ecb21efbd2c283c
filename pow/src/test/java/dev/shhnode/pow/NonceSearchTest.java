// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.pow.NonceSearch.Result;
import dev.shhnode.pow.NonceSearch.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NonceSearchTest {

  private static final NonceSearch.Progress SILENT = (nonces, seconds) -> {};
  private static final long FAR = Long.MAX_VALUE;
  private static final long TURN = SearchRun.CHUNKS_PER_TURN * SearchRun.CHUNK;

  private final Queue<Runnable> queue = new ArrayDeque<>();
  private final AtomicLong nanos = new AtomicLong();
  private final NonceSearch search = new NonceSearch(queue::add, 3, nanos::get, warmUp -> {});

  @ParameterizedTest
  @EnumSource(PowRule.class)
  void shouldFindTheLowestNonceWhateverOrderWorkersRunIn(PowRule rule) {
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      Bytes text = Bytes.random(50 + i, random);
      CompletableFuture<Result> result = begin(new Task(rule, text, OptionalInt.of(13), FAR));
      List<Runnable> ready = new ArrayList<>();
      while (!result.isDone()) {
        ready.addAll(queue);
        queue.clear();
        ready.remove(random.nextInt(ready.size())).run();
      }

      ScalarKernel kernel = new ScalarKernel(NonceBlock.of(rule, text));
      int lowest = kernel.search(0, Integer.MAX_VALUE, 13);
      assertThat(result.join()).isEqualTo(new Result.Found(lowest, kernel.zeroBits(lowest)));
    }
  }

  @ParameterizedTest
  @EnumSource(PowRule.class)
  void shouldFindTheSameAmongTheFirstOrNothing(PowRule rule) {
    Random random = new Random(2);
    int found = 0;
    for (int i = 0; i < 40; i++) {
      Task task = new Task(rule, Bytes.random(50 + i, random), OptionalInt.of(8), FAR);

      Optional<Result.Found> first = search.tryFirst(task);

      NonceKernel kernel = new ScalarKernel(NonceBlock.of(rule, task.rlpWithoutNonce()));
      int lowest = kernel.search(0, Integer.MAX_VALUE, 8);
      if (lowest < NonceSearch.FIRST_NONCES) {
        assertThat(first).contains(new Result.Found(lowest, kernel.zeroBits(lowest)));
        found++;
      } else {
        assertThat(first).isEmpty();
      }
    }
    assertThat(found).as("with 256 nonces tried for 8 bits").isBetween(10, 39);
    assertThat(search.tryFirst(new Task(rule, Bytes.of(1), OptionalInt.empty(), FAR)))
        .as("the best that the time allows")
        .isEmpty();
    assertThat(search.tryFirst(new Task(rule, Bytes.of(1), OptionalInt.of(1), nanos.get())))
        .as("after the deadline")
        .isEmpty();
  }

  @Test
  void shouldFindTheSameOnRealThreads() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      NonceSearch threaded = new NonceSearch(executor, 4, System::nanoTime);
      Bytes text = Bytes.fromHexString("0x0102030405");
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      Task task = new Task(PowRule.PRE_1_9, text, OptionalInt.of(17), deadline);

      Result result = threaded.search(task, this, () -> false, SILENT).get(1, TimeUnit.MINUTES);

      ScalarKernel kernel = new ScalarKernel(NonceBlock.of(PowRule.PRE_1_9, text));
      int lowest = kernel.search(0, Integer.MAX_VALUE, 17);
      assertThat(result).isEqualTo(new Result.Found(lowest, kernel.zeroBits(lowest)));
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void shouldGiveUpAtTheDeadline() {
    CompletableFuture<Result> result = begin(task(OptionalInt.of(200), 1_000));
    runSome(10);
    assertThat(result).isNotDone();

    nanos.set(1_000);
    runSome(10);

    assertThat(result).isCompletedWithValue(new Result.TimedOut());
  }

  @Test
  void shouldTryNothingAfterTheDeadline() {
    nanos.set(5);

    CompletableFuture<Result> result = begin(task(OptionalInt.of(1), 5));
    runSome(3);

    assertThat(result).isCompletedWithValue(new Result.TimedOut());
  }

  @Test
  void shouldStopWhenCancelled() {
    AtomicBoolean cancelled = new AtomicBoolean();
    CompletableFuture<Result> result =
        search.search(task(OptionalInt.of(200), FAR), this, cancelled::get, SILENT);
    runSome(10);

    cancelled.set(true);
    runSome(3);

    assertThat(result).isCompletedWithValue(new Result.Cancelled());
  }

  @Test
  void shouldTellTheBestOfTheTimeWithoutATarget() {
    CompletableFuture<Result> result = begin(task(OptionalInt.empty(), 1_000));
    runSome(6);
    nanos.set(1_000);
    runSome(3);

    ScalarKernel kernel = new ScalarKernel(NonceBlock.of(PowRule.EIP_627, Bytes.of(1)));
    int best = 0;
    for (int nonce = 0; nonce < 6 * TURN; nonce++) {
      if (kernel.zeroBits(nonce) > kernel.zeroBits(best)) {
        best = nonce;
      }
    }
    assertThat(result).isCompletedWithValue(new Result.Best(best, kernel.zeroBits(best)));
  }

  @Test
  void shouldTellProgress() {
    List<Long> tried = new ArrayList<>();
    CompletableFuture<Result> result =
        search.search(
            task(OptionalInt.of(200), FAR),
            this,
            () -> false,
            (nonces, seconds) -> {
              tried.add(nonces);
              assertThat(seconds).isEqualTo(0.2);
            });
    runSome(2);
    nanos.set(200_000_000);
    runSome(2);

    assertThat(tried).containsExactly(2 * TURN + SearchRun.CHUNK);
    assertThat(result).isNotDone();
  }

  @Test
  void shouldLetConcurrentSearchesAdvanceTogether() {
    CompletableFuture<Result> hopeless = begin(task(OptionalInt.of(200), FAR));
    CompletableFuture<Result> easy = begin(task(OptionalInt.of(2), FAR));

    runSome(12);

    assertThat(easy).isDone();
    assertThat(hopeless).isNotDone();
  }

  @Test
  void shouldShareTheWorkersAmongClientsAndNotAmongSearches() {
    Map<Integer, Long> tried = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      follow(i, "many", tried);
    }
    follow(20, "one", tried);

    for (int i = 0; i < 160; i++) {
      nanos.addAndGet(200_000_000);
      runSome(1);
    }

    long ofMany =
        tried.entrySet().stream().filter(e -> e.getKey() < 20).mapToLong(Map.Entry::getValue).sum();
    assertThat(tried.get(20)).isBetween(ofMany * 3 / 4, ofMany * 4 / 3);
    assertThat(tried).as("all get their turns").hasSize(21);
  }

  private void follow(int number, Object client, Map<Integer, Long> tried) {
    var unused =
        search.search(
            task(OptionalInt.of(200), FAR),
            client,
            () -> false,
            (nonces, seconds) -> tried.put(number, nonces));
  }

  @Test
  void shouldEndSearchesThatWaitForTheirTurn() {
    AtomicBoolean cancelled = new AtomicBoolean();
    List<CompletableFuture<Result>> results = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      results.add(begin(task(OptionalInt.of(200), 1_000)));
      results.add(search.search(task(OptionalInt.of(200), FAR), this, cancelled::get, SILENT));
    }
    cancelled.set(true);
    nanos.set(TimeUnit.SECONDS.toNanos(1));

    runSome(4);

    assertThat(results).allMatch(CompletableFuture::isDone);
    assertThat(search.size()).isZero();
    runSome(10);
    assertThat(queue).as("workers that are idle end").isEmpty();
    assertThat(begin(task(OptionalInt.of(1), FAR))).isNotDone();
    runSome(10);
    assertThat(search.size()).isZero();
  }

  @Test
  void shouldFailWhenItsListenerDoesAndGoOnWithOthers() {
    CompletableFuture<Result> failing =
        search.search(
            task(OptionalInt.of(200), FAR),
            this,
            () -> false,
            (nonces, seconds) -> {
              throw new IllegalStateException("listener");
            });
    CompletableFuture<Result> other = begin(task(OptionalInt.of(13), FAR));
    nanos.set(1_000_000_000);

    runSome(50);

    assertThat(failing).isCompletedExceptionally();
    assertThat(other).isCompletedWithValueMatching(result -> result instanceof Result.Found);
  }

  @Test
  void shouldFailWhenTheExecutorIsShutDown() {
    ExecutorService executor = Executors.newFixedThreadPool(1);
    executor.shutdown();
    NonceSearch closed = new NonceSearch(executor, 2, System::nanoTime);

    assertThat(closed.search(task(OptionalInt.of(1), FAR), this, () -> false, SILENT))
        .isCompletedExceptionally();
    assertThat(closed.size()).isZero();
  }

  private static Task task(OptionalInt bits, long deadlineNanos) {
    return new Task(PowRule.EIP_627, Bytes.of(1), bits, deadlineNanos);
  }

  private CompletableFuture<Result> begin(Task task) {
    return search.search(task, this, () -> false, SILENT);
  }

  private void runSome(int tasks) {
    for (int i = 0; i < tasks && !queue.isEmpty(); i++) {
      queue.remove().run();
    }
  }
}

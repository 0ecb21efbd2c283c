// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class KernelWarmUpTest {

  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private final Queue<Runnable> slices = new ArrayDeque<>();
  private long nanos;
  private long nanosAReading;
  private final KernelRates rates = new KernelRates(this::nextNanos);
  private final KernelWarmUp warmUp = new KernelWarmUp(slices::add, rates, this::nextNanos);

  @Test
  void shouldUseTheVectorModuleThatTheJvmWasToldToExport() {
    assertThat(VectorModule.isUsable()).isTrue();
  }

  @Test
  void shouldMeasureTheOthersInTurnsAndEnd() {
    nanosAReading = 10;
    rates.record(KernelKind.SCALAR, 1, HOUR_NANOS);

    warmUp.start();
    int count = runSlices();

    assertThat(count).isBetween(20, 10_000);
    assertThat(rates.fastest()).isNotEqualTo(KernelKind.SCALAR);
  }

  @Test
  void shouldStartOnce() {
    warmUp.start();
    warmUp.start();
    assertThat(slices).hasSize(1);
    runSlices();

    warmUp.start();

    assertThat(slices).isEmpty();
  }

  @Test
  void shouldGiveUpWhatIsNotCompiledInSeconds() {
    nanosAReading = HOUR_NANOS;

    warmUp.start();

    assertThat(runSlices()).isLessThan(10);
  }

  @Test
  void shouldEndWithTheExecutor() {
    ExecutorService closed = Executors.newSingleThreadExecutor();
    closed.shutdown();

    assertThatCode(() -> new KernelWarmUp(closed, rates, this::nextNanos).start())
        .doesNotThrowAnyException();
  }

  @Test
  void shouldBeginWithTheFirstLargeSearch() {
    Queue<Runnable> workers = new ArrayDeque<>();
    NonceSearch search = new NonceSearch(workers::add, 1, this::nextNanos, slices::add);

    begin(search, 16);
    assertThat(slices).isEmpty();
    begin(search, 17);
    begin(search, 17);

    assertThat(slices).hasSize(1);
  }

  private static void begin(NonceSearch search, int bits) {
    NonceSearch.Task task =
        new NonceSearch.Task(PowRule.EIP_627, Bytes.of(1), OptionalInt.of(bits), Long.MAX_VALUE);
    var unused = search.search(task, "client", () -> false, (nonces, seconds) -> {});
  }

  private int runSlices() {
    int count = 0;
    while (!slices.isEmpty()) {
      slices.remove().run();
      count++;
    }
    return count;
  }

  private long nextNanos() {
    nanos += nanosAReading;
    return nanos;
  }
}

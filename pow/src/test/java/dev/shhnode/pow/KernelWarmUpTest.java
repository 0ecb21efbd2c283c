// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.shhnode.crypto.keccak.VectorModule;
import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelWarmUpTest {

  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private final Queue<Runnable> slices = new ArrayDeque<>();
  private long nanos;
  private long nanosAReading;
  private boolean wanted = true;
  private final KernelRates rates = new KernelRates(this::nextNanos);
  private final KernelWarmUp warmUp = of(KernelKind.WIDE);

  @Test
  void shouldUseTheVectorModuleThatTheJvmWasToldToExport() {
    assertThat(VectorModule.permutation()).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void shouldMeasureAKernelAndEnd(KernelKind kind) {
    nanosAReading = 10;

    of(kind).start();

    assertThat(runSlices()).isBetween(10, 10_000);
    assertThat(rates.fastest()).isEqualTo(kind);
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
  void shouldWaitForTheNextSearchWhenNoneIsUnderWay() {
    warmUp.start();
    slices.remove().run();
    wanted = false;
    assertThat(runSlices()).isOne();

    wanted = true;
    warmUp.start();

    assertThat(runSlices()).isGreaterThan(10);
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

    assertThatCode(
            () ->
                new KernelWarmUp(KernelKind.WIDE, closed, () -> true, rates, this::nextNanos)
                    .start())
        .doesNotThrowAnyException();
  }

  @Test
  void shouldBeginWithTheFirstLargeSearch() {
    Queue<Runnable> workers = new ArrayDeque<>();
    NonceSearch search = new NonceSearch(workers::add, 1, this::nextNanos, slices::add);

    begin(search, NonceSearch.LARGE_BITS);
    assertThat(slices).isEmpty();
    begin(search, NonceSearch.LARGE_BITS + 1);
    begin(search, NonceSearch.LARGE_BITS + 1);
    assertThat(slices).as("wide").hasSize(1);
    begin(search, NonceSearch.HUGE_BITS + 1);

    assertThat(slices).as("wide and vector").hasSize(2);
  }

  private KernelWarmUp of(KernelKind kind) {
    return new KernelWarmUp(kind, slices::add, () -> wanted, rates, this::nextNanos);
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

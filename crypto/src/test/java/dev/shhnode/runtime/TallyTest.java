// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {

  private final Tally tally = new Tally();

  @Test
  void shouldShowAllCountersInAlphabeticalOrder() {
    tally.counter("envelopes.out").add(3);
    tally.counter("bytes.in");
    tally.counter("envelopes.in").add();
    tally.counter("envelopes.in").add();

    assertThat(tally.snapshot())
        .containsExactly(
            entry("bytes.in", 0L), entry("envelopes.in", 2L), entry("envelopes.out", 3L));
  }

  @Test
  void shouldLoseNothingThatSeveralThreadsCount() {
    List<CompletableFuture<Void>> threads =
        IntStream.range(0, 4).mapToObj(i -> CompletableFuture.runAsync(this::countMuch)).toList();

    threads.forEach(CompletableFuture::join);

    assertThat(tally.snapshot()).containsExactly(entry("envelopes.in", 400_000L));
  }

  private void countMuch() {
    Tally.Counter counter = tally.counter("envelopes.in");
    for (int i = 0; i < 100_000; i++) {
      counter.add();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.TestRandom;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.KeyAgreement;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixCapacityTest {

  /** Microseconds that twenty packets take together, and a quarter of what fits into a second. */
  @ParameterizedTest
  @CsvSource({"0,250", "5000,250", "20000,250", "40000,125", "200000,25", "60000000,1"})
  void shouldBeAQuarterOfWhatTheMachineCanOpen(long micros, long expected) {
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 7);

    long measured =
        MixCapacity.measure(
            TestMix.CONFIG,
            KeyAgreement.fastest(),
            () -> clock.getAndAdd(micros * 1_000),
            TestRandom.of(1));

    assertThat(measured).isEqualTo(expected);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class KernelRatesTest {

  private long nanos;
  private final KernelRates rates = new KernelRates(() -> nanos);

  @Test
  void shouldPreferTheScalarKernelUntilAnotherIsMeasured() {
    assertThat(rates.fastest()).isEqualTo(KernelKind.SCALAR);
  }

  @Test
  void shouldPreferTheKernelThatTakesLeastForANonce() {
    rates.record(KernelKind.SCALAR, 1_000, 300_000);
    rates.record(KernelKind.WIDE, 10_000, 800_000);
    rates.record(KernelKind.VECTOR, 1_000, 90_000);

    assertThat(rates.fastest()).isEqualTo(KernelKind.WIDE);
  }

  @Test
  void shouldNoticeWhenAKernelIsCompiledLateAndForgiveAnInterruption() {
    rates.record(KernelKind.SCALAR, 1_000, 300_000);
    rates.record(KernelKind.VECTOR, 1_000, 30_000_000);
    assertThat(rates.fastest()).isEqualTo(KernelKind.SCALAR);

    rates.record(KernelKind.VECTOR, 1_000, 30_000);
    rates.record(KernelKind.VECTOR, 1_000, 50_000_000);

    assertThat(rates.fastest()).isEqualTo(KernelKind.VECTOR);
  }

  @Test
  void shouldNotMeasureShortRanges() {
    rates.record(KernelKind.SCALAR, 1_000, 300_000);
    rates.record(KernelKind.WIDE, 1, 0);

    assertThat(rates.fastest()).isEqualTo(KernelKind.SCALAR);
  }

  @Test
  void shouldMeasureRangesSearchedToTheirEnd() {
    NonceKernel kernel = new ScalarKernel(NonceBlock.of(PowRule.PRE_1_9, Bytes.wrap(new byte[9])));
    rates.record(KernelKind.WIDE, 1_000, 10_000);

    // No time passes here, so no kernel can be faster.
    rates.search(KernelKind.SCALAR, kernel, 0, 10_000, 1);
    assertThat(rates.fastest()).as("ended at a hit").isEqualTo(KernelKind.WIDE);

    rates.search(KernelKind.SCALAR, kernel, 0, 1_000, 63);
    assertThat(rates.fastest()).isEqualTo(KernelKind.SCALAR);
  }

  @Test
  void shouldHaveTheScalarKernelSearchWhatTakesTwoPermutations() {
    NonceBlock two = NonceBlock.of(PowRule.EIP_627, Bytes.wrap(new byte[130]));

    assertThat(FastestKernel.of(rates, two)).isInstanceOf(ScalarKernel.class);
  }
}

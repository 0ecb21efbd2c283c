// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelChoiceTest {

  private static final int NONCES = 4_096;

  private final KernelChoice choice = new KernelChoice(() -> 0);

  @Test
  void shouldTryBothKernels() {
    assertThat(wideTurns(2, 400, 100)).isEqualTo(1);
  }

  @Test
  void shouldKeepToTheWideKernelWhereItIsFaster() {
    wideTurns(200, 400, 100);

    assertThat(wideTurns(10_000, 400, 100)).isBetween(9_900, 9_999);
  }

  @Test
  void shouldKeepToTheScalarKernelWhereTheWideOneIsSlower() {
    wideTurns(200, 400, 2_000);

    assertThat(wideTurns(10_000, 400, 2_000)).isBetween(1, 100);
  }

  @Test
  void shouldNoticeWhenTheWideKernelIsCompiledLate() {
    wideTurns(1_000, 400, 2_000);
    wideTurns(200, 400, 100);

    assertThat(wideTurns(100, 400, 100)).isGreaterThan(98);
  }

  @Test
  void shouldNotBeMisledByAnInterruptedRange() {
    wideTurns(200, 400, 100);
    choice.record(true, NONCES, NONCES * 10_000L);

    assertThat(wideTurns(100, 400, 100)).isGreaterThan(98);
  }

  @Test
  void shouldNotMeasureShortRanges() {
    choice.record(false, NONCES, NONCES * 400L);
    choice.record(true, 1, 0);

    assertThat(choice.isWideNext()).isFalse();
  }

  /** How many of some turns the wide kernel has, when a nonce takes the kernels so long. */
  private int wideTurns(int turns, long scalarNanos, long wideNanos) {
    int wide = 0;
    for (int i = 0; i < turns; i++) {
      boolean isWide = choice.isWideNext();
      choice.record(isWide, NONCES, NONCES * (isWide ? wideNanos : scalarNanos));
      wide += isWide ? 1 : 0;
    }
    return wide;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeapShareTest {

  private static final long MEBIBYTE = 1 << 20;

  /** 247 MiB are what the JVM says of -Xmx256m: one of its two spaces for survivors is not used. */
  @ParameterizedTest
  @ValueSource(longs = {247, 256, 512, 1_024, 8_192})
  void shouldFitTogether(long mebibytes) {
    long heap = mebibytes * MEBIBYTE;

    assertThat(HeapShare.besidesPool(heap, false) + HeapShare.POOL.of(heap))
        .isLessThanOrEqualTo(heap);
    assertThat(HeapShare.besidesPool(heap, true)).isLessThan(heap - 10 * MEBIBYTE);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotShrinkOnALargerHeap(HeapShare share) {
    long small = share.of(256 * MEBIBYTE);

    assertThat(small).isBetween(MEBIBYTE, 64 * MEBIBYTE);
    assertThat(share.of(1_024 * MEBIBYTE)).isGreaterThanOrEqualTo(small);
  }
}

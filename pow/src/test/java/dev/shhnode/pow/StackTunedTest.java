// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.pow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StackTunedTest {

  private static final int COUNT = 1_000;
  private static final int TRIAL = 1_024;

  private final Set<Long> depths = new HashSet<>();
  private long nanos = 1;
  private long bestDepth;
  private long lastDepth;

  /** Takes longer the farther the stack is from the best depth. */
  private final NonceKernel kernel =
      new NonceKernel() {
        @Override
        public int search(long from, int count, int bits) {
          lastDepth = StackWalker.getInstance().walk(frames -> frames.count());
          depths.add(lastDepth);
          nanos += count * (10 + Math.abs(lastDepth - bestDepth));
          return from == 7 ? 5 : NONE;
        }

        @Override
        public int zeroBits(long nonce) {
          return (int) nonce + 1;
        }
      };

  private final NonceKernel tuned = new StackTuned(kernel, () -> nanos);

  private void search(int ranges) {
    for (int i = 0; i < ranges; i++) {
      assertThat(tuned.search(0, COUNT, 12)).isEqualTo(NonceKernel.NONE);
    }
  }

  @Test
  void shouldSearchWhereItWasFastestAndLookAgainNowAndThen() {
    search(TRIAL / 2);
    assertThat(depths).hasSizeGreaterThan(4);
    for (long depth : Set.copyOf(depths)) {
      bestDepth = depth;
      search(TRIAL);
      assertThat(lastDepth).isEqualTo(depth);
    }
  }

  @Test
  void shouldNotMindThatTheFirstRangeHasANonce() {
    bestDepth = 1_000_000;
    for (int i = 0; i < TRIAL; i++) {
      tuned.search(i == 0 ? 7 : 0, COUNT, 12);
    }

    assertThat(lastDepth).isEqualTo(Collections.max(depths));
    assertThat(depths).hasSizeGreaterThan(4);
  }

  @Test
  void shouldTellWhatTheKernelDoes() {
    for (int i = 0; i < TRIAL; i++) {
      assertThat(tuned.search(7, COUNT, 12)).isEqualTo(5);
    }
    assertThat(tuned.zeroBits(3)).isEqualTo(4);
  }
}

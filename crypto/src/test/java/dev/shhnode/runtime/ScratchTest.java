// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScratchTest {

  private final Scratch scratch = new Scratch();

  @Test
  void shouldGiveTheSameArrayAgain() {
    byte[] array = scratch.get(600);

    assertThat(array).hasSizeGreaterThanOrEqualTo(600);
    assertThat(scratch.get(10)).isSameAs(array);
  }

  @Test
  void shouldKeepNoneThatIsLargerThanItsBound() {
    byte[] kept = scratch.get(Scratch.MAX_KEPT);

    assertThat(scratch.get(Scratch.MAX_KEPT + 1)).hasSize(Scratch.MAX_KEPT + 1);
    assertThat(scratch.get(Scratch.MAX_KEPT)).isSameAs(kept).hasSize(Scratch.MAX_KEPT);
  }

  @Test
  void shouldMakeFewArraysForSizesThatGrowByALittle() {
    int made = 0;
    byte[] last = {};
    for (int size = 0; size <= Scratch.MAX_KEPT; size++) {
      byte[] array = scratch.get(size);
      made += array == last ? 0 : 1;
      last = array;
    }

    assertThat(made).isLessThan(25);
  }
}

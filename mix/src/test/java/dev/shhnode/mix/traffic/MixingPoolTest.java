// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.Command;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.Unwrapped;
import dev.shhnode.mix.traffic.MixingPool.Kept;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class MixingPoolTest {

  private static final MixId FROM = TestMix.of(1).id();

  private final MixingPool pool = new MixingPool();

  private static Unwrapped packet(int number) {
    return new Unwrapped.Exit(Command.DROP, Bytes.of(number), 0);
  }

  @Test
  void shouldLetPacketsLeaveAtTheirTimes() {
    pool.add(packet(1), FROM, 30);
    pool.add(packet(2), FROM, 10);
    pool.add(packet(3), FROM, 20);

    assertThat(pool.nextDeadline(99)).isEqualTo(10);
    assertThat(pool.next(9)).isEmpty();
    assertThat(pool.next(25)).contains(new Kept(packet(2), FROM));
    assertThat(pool.next(25)).contains(new Kept(packet(3), FROM));
    assertThat(pool.next(25)).isEmpty();
    assertThat(pool.size()).isOne();
    assertThat(pool.next(30)).contains(new Kept(packet(1), FROM));
    assertThat(pool.nextDeadline(99)).isEqualTo(99);
  }

  @Test
  void shouldKeepTheOrderOfThoseThatLeaveTogether() {
    for (int number = 0; number < 20; number++) {
      pool.add(packet(number), FROM, 5);
    }

    for (int number = 0; number < 20; number++) {
      assertThat(pool.next(5)).contains(new Kept(packet(number), FROM));
    }
  }

  @Test
  void shouldRefuseMoreThanItHolds() {
    for (int i = 0; i < MixingPool.MAX_PACKETS; i++) {
      assertThat(pool.add(packet(1), FROM, i)).isTrue();
    }

    assertThat(pool.add(packet(2), FROM, 0)).isFalse();
    assertThat(pool.size()).isEqualTo(MixingPool.MAX_PACKETS);
    assertThat(pool.next(0)).contains(new Kept(packet(1), FROM));
    assertThat(pool.add(packet(2), FROM, 0)).isTrue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.directory.Reliability;
import dev.shhnode.mix.directory.TestMix;
import dev.shhnode.mix.sphinx.MixId;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class LoopsTest {

  private static final long DELAY = 1_000;
  private static final long DUE = DELAY + Loops.SLACK.toNanos();
  private static final List<MixId> PATH = List.of(TestMix.of(1).id(), TestMix.of(2).id());

  private final TestListener listener = new TestListener();
  private final Loops loops = new Loops(new Reliability(), listener);

  private static Bytes id(int number) {
    return Bytes.concatenate(Bytes.ofUnsignedInt(number), Bytes.wrap(new byte[12]));
  }

  private void send(int from, int to) {
    for (int number = from; number < to; number++) {
      loops.add(id(number), PATH, DELAY, 0);
    }
  }

  @Test
  void shouldKnowALoopThatComesBackOnce() {
    send(1, 2);

    assertThat(loops.onReturned(id(1), DUE)).isTrue();
    assertThat(loops.onReturned(id(1), DUE)).isFalse();
    assertThat(loops.onReturned(id(2), DUE)).as("cover of another").isFalse();
    assertThat(loops.onReturned(Bytes.EMPTY, DUE)).isFalse();
    assertThat(listener.loopsReturned).isOne();
  }

  @Test
  void shouldTakeALoopForLostOnceItIsLongDue() {
    send(1, 2);

    loops.onTime(DUE - 1);
    assertThat(listener.loopsLost).isZero();
    loops.onTime(DUE);
    loops.onTime(DUE + 1);

    assertThat(listener.loopsLost).isOne();
    assertThat(loops.onReturned(id(1), DUE)).as("too late").isFalse();
    assertThat(listener.loopsReturned).isZero();
  }

  @Test
  void shouldAlarmAfterThreeLossesInARowAndEndTheAlarmWithOneReturn() {
    send(1, 3);
    loops.onTime(DUE);
    assertThat(loops.isAlarming()).isFalse();

    send(3, 5);
    loops.onTime(DUE);
    assertThat(loops.isAlarming()).isTrue();

    send(5, 7);
    loops.onTime(DUE);
    assertThat(listener.alarms).containsExactly(true);
    send(7, 8);
    loops.onReturned(id(7), 1);

    assertThat(loops.isAlarming()).isFalse();
    assertThat(listener.alarms).containsExactly(true, false);
  }

  @Test
  void shouldNotAlarmForLossesBetweenReturns() {
    for (int round = 0; round < 10; round++) {
      send(3 * round, 3 * round + 2);
      loops.onTime(DUE);
      send(3 * round + 2, 3 * round + 3);
      loops.onReturned(id(3 * round + 2), 0);
    }

    assertThat(listener.loopsLost).isEqualTo(20);
    assertThat(listener.alarms).isEmpty();
  }

  @Test
  void shouldRememberABoundedNumberOfLoops() {
    send(0, Loops.MAX_UNDER_WAY + 10);

    assertThat(loops.onReturned(id(Loops.MAX_UNDER_WAY), 0)).isFalse();
    assertThat(loops.onReturned(id(Loops.MAX_UNDER_WAY - 1), 0)).isTrue();
    loops.onTime(DUE);
    assertThat(listener.loopsLost).isEqualTo(Loops.MAX_UNDER_WAY - 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadTurnTest {

  private static final long STEADY = TimeUnit.SECONDS.toNanos(1) / 3_000;
  private static final long SLOW = TimeUnit.SECONDS.toNanos(1) / 1_900;

  private final List<String> read = new ArrayList<>();
  private final Consumer<byte[]> a = bytes -> note("a", bytes);
  private final Consumer<byte[]> b = bytes -> note("b", bytes);
  private @Nullable Runnable alarm;
  private int alarmsSet;
  private long now = TimeUnit.HOURS.toNanos(1);
  private final ReadTurn turn =
      new ReadTurn(
          task -> {
            assertThat(alarm).isNull();
            alarm = task;
            alarmsSet++;
            return () -> alarm = null;
          });

  private void note(String reader, byte[] bytes) {
    read.add(reader + Bytes.wrap(bytes).toUnprefixedHexString());
  }

  private void add(Consumer<byte[]> reader, int... bytes) {
    turn.add(reader, Bytes.of(bytes).toArray(), now);
  }

  /** So many that the turn has got used to the rate; nothing is kept in the end. */
  private void bringSteadily(int count, long gap) {
    for (int i = 0; i < count; i++) {
      now += gap;
      add(a, 0);
    }
    turn.end();
    read.clear();
    now += gap;
  }

  private void ring() {
    Runnable task = alarm;
    alarm = null;
    assertThat(task).isNotNull();
    task.run();
  }

  @Test
  void shouldReadAtOnceWhatComesNowAndThen() {
    for (int i = 0; i < 100; i++) {
      now += SLOW;
      add(a, i);
      assertThat(read).hasSize(i + 1);
    }
    assertThat(alarmsSet).isZero();
  }

  @Test
  void shouldReadTheFirstOfABurstAtOnce() {
    add(a, 1);
    now += TimeUnit.MICROSECONDS.toNanos(10);
    add(a, 2);

    assertThat(read).containsExactly("a01", "a02");
  }

  @Test
  void shouldReadTwoOfASteadyStreamTogether() {
    bringSteadily(100, STEADY);

    add(a, 1);
    assertThat(read).isEmpty();
    now += STEADY;
    add(a, 2);

    assertThat(read).containsExactly("a0102");
    assertThat(alarm).isNull();
  }

  @Test
  void shouldReadWhatManyBringTogetherInTheOrderOfTheFirst() {
    bringSteadily(100, STEADY / 4);

    add(b, 1);
    now += STEADY / 4;
    add(a, 2);
    now += STEADY / 4;
    add(b, 3);
    turn.end();

    assertThat(read).containsExactly("b0103", "a02");
  }

  @Test
  void shouldKeepNothingForLongerThanItSays() {
    Random random = new Random(1);
    long oldest = now;
    for (int i = 0; i < 100_000; i++) {
      now += (long) (STEADY * random.nextDouble() * (i % 1_000 < 500 ? 1 : 3));
      if (alarm != null && now - oldest > 2 * ReadTurn.MAX_DELAY_NANOS) {
        ring();
      }
      oldest = alarm == null ? now : oldest;
      read.clear();
      add(a, 1);
      boolean isKept = read.isEmpty();
      assertThat(alarm != null).isEqualTo(isKept);
      assertThat(isKept && now - oldest > ReadTurn.MAX_DELAY_NANOS).isFalse();
    }
    assertThat(alarmsSet).isGreaterThan(10_000);
  }

  /**
   * Nothing is gained where all peers of a node bring the same, and then nothing comes for long.
   */
  @Test
  void shouldReadABurstAtOnceThatComesAfterAPause() {
    for (int burst = 0; burst < 20; burst++) {
      now += TimeUnit.SECONDS.toNanos(1);
      for (int peer = 0; peer < 30; peer++) {
        now += STEADY / 20;
        add(a, peer);
      }
    }
    assertThat(read).hasSize(20 * 30);
  }

  @Test
  void shouldIgnoreAnAlarmOfATurnThatHasEnded() {
    bringSteadily(100, STEADY);
    add(a, 1);
    Runnable late = Objects.requireNonNull(alarm);
    turn.end();
    now += STEADY;
    add(a, 2);

    late.run();

    assertThat(read).containsExactly("a01");
    ring();
    assertThat(read).containsExactly("a01", "a02");
  }

  @Test
  void shouldExpectNothingMoreOnceLessHasComeThanExpected() {
    bringSteadily(100, STEADY);

    add(a, 1);
    ring();
    assertThat(read).containsExactly("a01");
    now += STEADY;
    add(a, 2);

    assertThat(read).containsExactly("a01", "a02");
    assertThat(alarm).isNull();
  }

  @Test
  void shouldNotKeepMuch() {
    bringSteadily(100, STEADY / 100);

    turn.add(a, new byte[ReadTurn.MAX_BYTES - 2], now);
    assertThat(read).isEmpty();
    turn.add(b, new byte[1], now);
    assertThat(read).isEmpty();
    turn.add(b, new byte[1], now);

    assertThat(read).hasSize(2).last().isEqualTo("b0000");
  }

  @Test
  void shouldKeepNothingOfAFlood() {
    bringSteadily(100, STEADY / 100);

    for (int i = 1; i <= 20; i++) {
      turn.add(a, new byte[ReadTurn.MAX_BYTES], now);
      now += STEADY / 100;
      turn.add(a, new byte[10], now);
      now += STEADY / 100;
      assertThat(read).hasSize(2 * i);
    }
    assertThat(alarm).isNull();
  }

  @Test
  void shouldReadInOrderWhatComesWhileItReads() {
    bringSteadily(100, STEADY);
    List<String> order = new ArrayList<>();
    Consumer<byte[]> second = bytes -> order.add("second " + bytes[0]);
    Consumer<byte[]> first =
        bytes -> {
          order.add("first");
          add(second, 2);
          turn.end();
        };

    add(first, 0);
    add(second, 1);
    turn.end();
    turn.end();

    assertThat(order).containsExactly("first", "second 1", "second 2");
  }

  @Test
  void shouldGoOnAfterAReaderHasFailed() {
    bringSteadily(100, STEADY);
    add(
        bytes -> {
          throw new IllegalStateException();
        },
        1);
    assertThatThrownBy(turn::end).isInstanceOf(IllegalStateException.class);

    add(a, 2);
    turn.end();

    assertThat(read).containsExactly("a02");
  }

  /** Whatever comes and goes, each reader gets all of its bytes in their order. */
  @Test
  void shouldLoseAndReorderNothing() {
    Random random = new Random(2);
    List<ByteArrayOutputStream> sent = new ArrayList<>();
    List<ByteArrayOutputStream> got = new ArrayList<>();
    List<Consumer<byte[]>> readers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      sent.add(new ByteArrayOutputStream());
      got.add(bytes);
      readers.add(bytes::writeBytes);
    }
    for (int i = 0; i < 50_000; i++) {
      now += random.nextInt(i % 10_000 < 5_000 ? 200_000 : 2_000_000);
      if (alarm != null && random.nextInt(10) == 0) {
        ring();
      }
      byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 20_000 : 100)];
      random.nextBytes(bytes);
      int reader = random.nextInt(readers.size());
      sent.get(reader).writeBytes(bytes);
      turn.add(readers.get(reader), bytes, now);
    }
    turn.end();

    for (int i = 0; i < readers.size(); i++) {
      assertThat(got.get(i).toByteArray()).isEqualTo(sent.get(i).toByteArray());
    }
  }
}

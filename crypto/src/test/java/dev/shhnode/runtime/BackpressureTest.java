// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackpressureTest {

  private static final int MEBIBYTE = 1 << 20;

  private final BackpressureTotal total = new BackpressureTotal(8L * MEBIBYTE);
  private final List<Reader> readers = IntStream.range(0, 10).mapToObj(i -> new Reader()).toList();

  @Test
  void shouldBeFullAboveItsBoundUntilHalfOfIt() {
    Reader reader = readers.get(0);

    reader.gauge.add(2 * MEBIBYTE);
    assertThat(reader.reads()).isTrue();
    reader.gauge.add(1);
    assertThat(reader.reads()).isFalse();
    assertThat(reader.gauge.isFull()).isTrue();
    reader.gauge.remove(MEBIBYTE);
    assertThat(reader.reads()).isFalse();
    reader.gauge.remove(2);

    assertThat(reader.reads()).isTrue();
    assertThat(reader.changes).isEqualTo(2);
    assertThat(readers.get(1).changes).isZero();
  }

  @Test
  void shouldReadFromNobodyWhileTooMuchOfAllWaits() {
    for (Reader reader : readers) {
      reader.gauge.add(MEBIBYTE - 1);
    }
    assertThat(readers).noneMatch(Reader::reads).allMatch(reader -> reader.changes == 1);
    assertThat(readers).noneMatch(reader -> reader.gauge.isFull());

    for (Reader reader : readers.subList(0, 4)) {
      reader.gauge.remove(MEBIBYTE - 1);
    }

    assertThat(readers).allMatch(Reader::reads).allMatch(reader -> reader.changes == 2);
  }

  @Test
  void shouldNotLetAPacketWaitForItself() {
    Reader reader = readers.get(0);

    reader.gauge.addPacket(16 * MEBIBYTE);
    assertThat(readers).noneMatch(Reader::reads);
    assertThat(reader.gauge.isFull()).isFalse();
    reader.gauge.removePacket(16 * MEBIBYTE);

    assertThat(readers).allMatch(Reader::reads);
    assertThat(total.waitingBytes()).isZero();
  }

  @Test
  void shouldTellNobodyWhoIsGone() {
    readers.get(0).gauge.close();

    readers.get(1).gauge.addPacket(9 * MEBIBYTE);

    assertThat(readers.get(0).changes).isZero();
    assertThat(readers.get(1).changes).isOne();
  }

  /** One connection. */
  private final class Reader {
    private int changes;
    private final Backpressure gauge = new Backpressure(2 * MEBIBYTE, total, () -> changes++);

    boolean reads() {
      return gauge.allowsReading();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InboundGaugeTest {

  private static final int MEBIBYTE = 1 << 20;

  private final InboundTotal total = new InboundTotal(8L * MEBIBYTE);
  private final List<Reader> readers = IntStream.range(0, 10).mapToObj(i -> new Reader()).toList();

  @Test
  void shouldStopAReaderAboveItsOwnBoundAndLetItGoOnBelowHalfOfIt() {
    Reader reader = readers.get(0);

    reader.gauge.add(2 * MEBIBYTE);
    assertThat(reader.isPaused).isFalse();
    reader.gauge.add(1);
    assertThat(reader.isPaused).isTrue();
    reader.gauge.remove(MEBIBYTE);
    assertThat(reader.isPaused).isTrue();
    reader.gauge.remove(2);

    assertThat(reader.isPaused).isFalse();
  }

  @Test
  void shouldStopWhoBringsMoreWhileTooMuchOfAllWaits() {
    for (Reader reader : readers) {
      reader.gauge.add(MEBIBYTE - 1);
    }
    assertThat(readers.subList(0, 8)).noneMatch(reader -> reader.isPaused);
    assertThat(readers.subList(8, 10)).allMatch(reader -> reader.isPaused);

    for (Reader reader : readers.subList(0, 4)) {
      reader.gauge.remove(MEBIBYTE - 1);
    }

    assertThat(readers).noneMatch(reader -> reader.isPaused);
  }

  @Test
  void shouldWaitForBothBounds() {
    Reader first = readers.get(0);
    first.gauge.add(9 * MEBIBYTE);
    Reader second = readers.get(1);
    second.gauge.add(1);
    assertThat(second.isPaused).isTrue();

    first.gauge.remove(3 * MEBIBYTE);

    assertThat(second.isPaused).isFalse();
    assertThat(first.isPaused).isTrue();
    first.gauge.remove(6 * MEBIBYTE);
    assertThat(first.isPaused).isFalse();
    second.gauge.remove(1);
    assertThat(total.waitingBytes()).isZero();
  }

  /** One connection. */
  private final class Reader {
    private boolean isPaused;
    private final InboundGauge gauge =
        new InboundGauge(() -> isPaused = true, () -> isPaused = false, total);
  }
}

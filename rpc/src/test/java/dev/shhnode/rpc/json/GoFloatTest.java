// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFloatTest {

  @ParameterizedTest
  @CsvSource({
    "0.2, 0.2",
    "0.0, 0",
    "-0.0, -0",
    "50.0, 50",
    "-1.0, -1",
    "1.3473684210526315, 1.3473684210526315",
    "16.847300771208225, 16.847300771208225",
    "172.46315789473684, 172.46315789473684",
    "0.26528497409326424, 0.26528497409326424",
    "1.0E300, 1e+300",
    "1.5E-7, 1.5e-7",
    "1.0E-6, 0.000001",
    "1.0E20, 100000000000000000000",
    "1.0E21, 1e+21",
    "2.0E-3, 0.002",
    "4.9E-324, 5e-324",
    "1.7976931348623157E308, 1.7976931348623157e+308",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "2.0E23, 2e+23",
    "9007199254740993, 9007199254740992",
  })
  void shouldWriteAsGo(double value, String expected) {
    assertThat(GoFloat.format(value)).isEqualTo(expected);
  }

  @Test
  void shouldReadBackAsTheSameNumber() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(GoFloat.format(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void shouldRefuseWhatJsonCannotSay() {
    assertThatThrownBy(() -> GoFloat.format(Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockOffsetTest {

  @ParameterizedTest
  @CsvSource({
    "598, 9 min 58 s behind those",
    "-598, 9 min 58 s ahead of those",
    "11, 11 s behind those",
    "60, 1 min 0 s behind those",
    "27360, 7 h 36 min behind those"
  })
  void shouldSayHowWrongTheClockIs(long seconds, String words) {
    assertThat(new ClockOffset(seconds, true).inWords())
        .isEqualTo(
            "this machine's clock is about "
                + words
                + " of its peers: set it; until then Whisper goes by theirs");
  }
}

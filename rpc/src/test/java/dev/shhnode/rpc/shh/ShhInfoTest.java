// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.json.JsonWriter;
import dev.shhnode.shh.ClockOffset;
import dev.shhnode.shh.ShhInfo;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShhInfoTest {

  private static final String AS_GETH =
      "\"memory\":1,\"messages\":3,\"minPow\":0.2,\"maxMessageSize\":1048576";

  private static String told(Optional<ClockOffset> offset) {
    return new String(
        JsonWriter.write(ShhSettingMethods.info(new ShhInfo(1, 2, 3, 0.2, 1 << 20, offset))),
        UTF_8);
  }

  @Test
  void shouldTellWhatGethTells() {
    assertThat(told(Optional.empty())).isEqualTo("{" + AS_GETH + "}");
  }

  @Test
  void shouldWarnOfAWrongClock() {
    assertThat(told(Optional.of(new ClockOffset(598, true))))
        .isEqualTo(
            "{"
                + AS_GETH
                + ",\"warning\":\"this machine's clock is about 9 min 58 s behind those of its peers: set it;"
                + " until then Whisper goes by theirs\"}");
  }
}

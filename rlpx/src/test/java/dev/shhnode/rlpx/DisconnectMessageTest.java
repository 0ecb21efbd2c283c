// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectMessageTest {

  @ParameterizedTest
  @CsvSource({
    "0xc103, USELESS_PEER",
    "0x03, USELESS_PEER",
    "0xc180, REQUESTED",
    "0x80, REQUESTED",
    "0xc110, SUBPROTOCOL_ERROR",
    "0xc203c0, USELESS_PEER",
    "0xc111, reason 17",
    "0xc28203e8, no reason",
    "0xc3820400, reason 1024",
    "0xc0, no reason",
    "0x, no reason",
    "0xc100, no reason",
    "0xf8, no reason",
    "0xc1c1c1, no reason"
  })
  void shouldTellWhatThePeerGivesAsReason(String body, String described) {
    assertThat(DisconnectMessage.describe(Bytes.fromHexString(body))).isEqualTo(described);
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadWhatWeWrite(DisconnectReason reason) {
    assertThat(DisconnectMessage.describe(DisconnectMessage.encode(reason)))
        .isEqualTo(reason.name());
  }

  @Test
  void shouldBeAListAsGethWrites() {
    assertThat(DisconnectMessage.encode(DisconnectReason.SUBPROTOCOL_ERROR))
        .isEqualTo(Bytes.fromHexString("0xc110"));
  }

  /** geth 1.8.27 dies of formatting it. */
  @Test
  void shouldHaveNoReasonSeventeen() {
    assertThat(DisconnectReason.ofCode(17)).isEmpty();
  }
}

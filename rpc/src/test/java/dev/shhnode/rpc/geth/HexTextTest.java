// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.geth;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class HexTextTest {

  @Test
  void shouldReadHexadecimalAsGethOfVersion2Does() throws Exception {
    assertThat(HexText.decodeLeniently("0xabc")).isEqualTo(Bytes.fromHexString("0x0abc"));
    assertThat(HexText.decodeLeniently("12zz34")).isEqualTo(Bytes.of(0x12));
    assertThat(HexText.decodeLeniently("hello")).isEqualTo(Bytes.EMPTY);
    assertThat(HexText.decodeQuantity("0x007")).isEqualTo(7);
    assertThat(HexText.decodeQuantity("0x" + "0".repeat(100))).isZero();
    assertThat(HexText.decodeQuantity("0xffffffffffffffff")).isEqualTo(Long.MAX_VALUE);
  }
}

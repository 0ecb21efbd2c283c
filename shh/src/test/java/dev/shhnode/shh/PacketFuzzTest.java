// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import org.apache.tuweni.bytes.Bytes;

/** No packet may do more than be refused. The first byte is the code, the rest the body. */
class PacketFuzzTest {

  @FuzzTest
  void shouldReadOrRefuseEveryPacket(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Bytes body = Bytes.wrap(input).slice(1);
    try {
      Packet packet = PacketCodec.decode(input[0] & 0x7f, body);
      if (packet instanceof Packet.Status status) {
        assertThat(PacketCodec.decode(PacketCode.STATUS, PacketCodec.encode(status)))
            .isEqualTo(status);
      } else if (packet instanceof Packet.P2pMessage message) {
        assertThat(PacketCodec.decodeP2pMessage(message.body())).isNotNull();
      }
    } catch (DecodeException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.shh.gossip.ShhProtocol;
import dev.shhnode.shh.gossip.ShhProtocols;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** No packet may do more than be refused. The first byte is the code, the rest the body. */
class PacketFuzzTest {

  @FuzzTest
  void shouldReadOrRefuseEveryPacket(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Bytes body = Bytes.wrap(input).slice(1);
    for (ShhProtocol protocol : ShhProtocols.ALL) {
      for (PeerDialect dialect : new PeerDialect[] {PeerDialect.STATUS, PeerDialect.PARITY}) {
        readOrRefuse(protocol, dialect, input[0] & 0x7f, body);
      }
    }
  }

  private static void readAll(BundleReader reader) throws DecodeException {
    int read = 0;
    while (!reader.isAtEnd()) {
      int count = reader.next(3, 100, () -> {}).size();
      assertThat(count).isBetween(0, 3);
      read++;
    }
    assertThat(read).as("every part moves on").isLessThanOrEqualTo(1 << 20);
  }

  private static void readOrRefuse(
      ShhProtocol protocol, PeerDialect dialect, int code, Bytes body) {
    try {
      if (code == PacketCode.MESSAGES) {
        Optional<BundleReader> reader = protocol.readBundle(body);
        if (reader.isPresent()) {
          readAll(reader.get());
        }
        return;
      }
      Packet packet = protocol.decode(code, body, dialect);
      if (packet instanceof Packet.Status status && dialect == PeerDialect.STATUS) {
        Bytes encoded = protocol.encodeStatus(status, dialect);
        assertThat(protocol.decode(PacketCode.STATUS, encoded, dialect)).isEqualTo(status);
      } else if (packet instanceof Packet.P2pMessage message) {
        readAll(PacketCodec.readDirectMessage(protocol.version(), message.body()));
      }
    } catch (DecodeException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }
}

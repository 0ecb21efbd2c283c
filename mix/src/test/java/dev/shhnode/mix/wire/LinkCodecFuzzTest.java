// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.wire.LinkMessage.Descriptors;
import dev.shhnode.mix.wire.LinkMessage.GetDescriptors;
import dev.shhnode.rlpx.enr.NodeRecord;
import org.apache.tuweni.bytes.Bytes;

/** No bytes may do more than be refused. Seeds lie beside the test's resources. */
class LinkCodecFuzzTest {

  @FuzzTest
  void shouldReadOrRefuseAStatus(byte[] body) {
    readOrRefuse(LinkCodec.STATUS, body);
  }

  @FuzzTest
  void shouldReadOrRefuseAPacket(byte[] body) {
    readOrRefuse(LinkCodec.PACKET, body);
  }

  @FuzzTest
  void shouldReadOrRefuseDescriptors(byte[] body) {
    readOrRefuse(LinkCodec.DESCRIPTORS, body);
  }

  @FuzzTest
  void shouldReadOrRefuseARequestForDescriptors(byte[] body) {
    readOrRefuse(LinkCodec.GET_DESCRIPTORS, body);
  }

  @FuzzTest
  void shouldReadOrRefuseACredit(byte[] body) {
    readOrRefuse(LinkCodec.CREDIT, body);
  }

  private static void readOrRefuse(int code, byte[] body) {
    LinkMessage message;
    try {
      message = LinkCodec.decode(code, Bytes.wrap(body), Geometry.MIX1);
    } catch (DecodeException refused) {
      assertThat(refused).hasMessageNotContaining("null");
      return;
    }
    assertThat(LinkCodec.codeOf(message)).isEqualTo(code);
    assertWithinBounds(message, body);
    try {
      assertThat(LinkCodec.decode(code, LinkCodec.encode(message), Geometry.MIX1))
          .isEqualTo(message);
    } catch (DecodeException refused) {
      throw new AssertionError("what was read cannot be written", refused);
    }
  }

  private static void assertWithinBounds(LinkMessage message, byte[] body) {
    if (message instanceof Descriptors told) {
      assertThat(told.records()).hasSizeLessThanOrEqualTo(LinkCodec.MAX_DESCRIPTORS);
      assertThat(told.records())
          .allMatch(record -> record.size() <= Math.min(NodeRecord.MAX_SIZE, body.length));
    } else if (message instanceof GetDescriptors request) {
      assertThat(request.prefix().size()).isLessThanOrEqualTo(LinkCodec.MAX_PREFIX_SIZE);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.enr;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** Whatever strangers send is a record or refused by the exception that the method names. */
class NodeRecordFuzzTest {

  private static final KeyPair KEYS = KeyPair.of(PrivateKey.of(Bytes32.leftPad(Bytes.of(7))));

  @FuzzTest
  void shouldReadOrRefuseARecord(byte[] rlp) {
    NodeRecord node;
    try {
      node = NodeRecord.decode(Bytes.wrap(rlp));
    } catch (DecodeException e) {
      assertThat(e).hasMessageNotContaining("\n");
      return;
    }
    assertThat(node.encode()).isEqualTo(Bytes.wrap(rlp));
    node.enode();
    assertThat(NodeRecord.parse(node.toString())).isEqualTo(node);
  }

  /** What is signed, which only chance could get through above. */
  @FuzzTest
  void shouldSignOrRefuseAValue(byte[] value) throws DecodeException {
    NodeRecord node;
    try {
      node =
          NodeRecord.sign(
              KEYS,
              value.length,
              Map.of("ip", Bytes.wrap(value), "ip6", Bytes.wrap(value), "tcp", Bytes.wrap(value)));
    } catch (IllegalArgumentException e) {
      return;
    }
    NodeRecord read = NodeRecord.decode(node.encode());
    assertThat(read.get("tcp")).contains(Bytes.wrap(value));
    assertThat(read.enode()).isEqualTo(node.enode());
  }

  @FuzzTest
  void shouldReadOrRefuseText(byte[] utf8) {
    NodeRecord node;
    try {
      node = NodeRecord.parse(new String(utf8, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(node.toString().getBytes(StandardCharsets.UTF_8)).isEqualTo(utf8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.rlp.RLP;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloTest {

  private static final Bytes ID = Bytes.wrap(new byte[64]);

  /** EIP-8, "Test Vectors": version 22 and three elements more. */
  private static final Bytes OF_EIP_8 =
      Bytes.fromHexString(
          "f87137916b6e6574682f76302e39312f706c616e39cdc5836574683dc6846d6f726b1682270fb840"
              + "fda1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc803e52ab2cd55d5569"
              + "bce4347107a310dfd5f88a010cd2ffd1005ca406f1842877c883666f6f836261720304");

  @Test
  void shouldIgnoreElementsOfLaterVersions() throws DecodeException {
    Hello hello = Hello.decode(OF_EIP_8);

    assertThat(hello.clientId()).isEqualTo("kneth/v0.91/plan9");
    assertThat(hello.capabilities())
        .containsExactly(new Capability("eth", 61), new Capability("mork", 22));
    assertThat(hello.listenPort()).isEqualTo(9_999);
    assertThat(hello.id().size()).isEqualTo(64);
    assertThat(hello.allowsCompression()).isTrue();
  }

  @Test
  void shouldRoundTrip() throws DecodeException {
    Hello hello = new Hello(5, "shhnode/v1", List.of(new Capability("shh", 6)), 30_303, ID);

    assertThat(Hello.decode(hello.encode())).isEqualTo(hello);
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, Long.MAX_VALUE, -1})
  void shouldCompressFromVersionFiveOn(long version) {
    assertThat(new Hello(version, "", List.of(), 0, ID).allowsCompression()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4})
  void shouldNotCompressBeforeVersionFive(long version) {
    assertThat(new Hello(version, "", List.of(), 0, ID).allowsCompression()).isFalse();
  }

  @Test
  void shouldTakeACapabilityVersionThatIsNoneOfOurs() throws DecodeException {
    Bytes hello = hello(Bytes.fromHexString("cd8373686888ffffffffffffffff"), ID);

    assertThat(Hello.decode(hello).capabilities()).containsExactly(new Capability("shh", -1));
  }

  @Test
  void shouldRefuseAnIdOfAnotherLength() {
    assertThatThrownBy(() -> Hello.decode(hello(Bytes.EMPTY, Bytes.wrap(new byte[63]))))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldRefuseAClientIdWithoutEnd() {
    Hello hello = new Hello(5, "x".repeat(1_025), List.of(), 0, ID);

    assertThatThrownBy(() -> Hello.decode(hello.encode())).isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldRefuseHelloThatIsCutShort() {
    for (int size = 0; size < OF_EIP_8.size(); size++) {
      Bytes cut = OF_EIP_8.slice(0, size);
      assertThatThrownBy(() -> Hello.decode(cut)).isInstanceOf(DecodeException.class);
    }
  }

  private static Bytes hello(Bytes capability, Bytes id) {
    return RLP.encodeList(
        writer -> {
          writer.writeInt(5);
          writer.writeString("client");
          writer.writeList(
              list -> {
                if (!capability.isEmpty()) {
                  list.writeRLP(capability);
                }
              });
          writer.writeInt(0);
          writer.writeValue(id);
        });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.sphinx.Unwrapped.Exit;
import dev.shhnode.mix.sphinx.Unwrapped.Reason;
import dev.shhnode.mix.sphinx.Unwrapped.Refused;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.MutableBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sender can write into a packet that its MAC is right for. */
class UnwrapperTest {

  private static final int SIZE = Geometry.MIX1.payloadSize();
  private static final Bytes EXIT = Bytes.wrap(new byte[Sphinx.EXIT_SIZE]);

  private final NeitherSecureNorRandom random = NeitherSecureNorRandom.of(3);
  private final MixKeyPair key = MixKeyPair.generate(random);
  private final OddSender sender = new OddSender(random);
  private final Sphinx sphinx =
      new Sphinx(Geometry.MIX1, SphinxProfile.MIX1, KeyAgreement.bouncyCastle());

  private Unwrapped open(Bytes end, Bytes body) {
    return sphinx.open(sphinx.agree(key, sender.packet(key.publicKey(), end, body)).orElseThrow());
  }

  /** A body whose content begins with these bytes, and whose padding says that it is so long. */
  private static Bytes body(String content, int padding) {
    MutableBytes body = MutableBytes.create(SIZE);
    body.set(16, Bytes.fromHexString(content));
    body.set(SIZE - 2, (byte) padding);
    body.set(SIZE - 1, (byte) (padding >>> 8));
    return body;
  }

  private static Bytes end(int index, int value) {
    MutableBytes end = EXIT.mutableCopy();
    end.set(index, (byte) value);
    return end;
  }

  @Test
  void shouldReadAnExitsBlockAndBody() {
    assertThat(open(EXIT, body("0101aabb", SIZE - 20)))
        .isEqualTo(new Exit(Command.DROP, Bytes.of(0xaa, 0xbb), 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 14, 16, 0x7f, 0x80, 0xfe})
  void shouldRefuseOtherTypesOfBlocks(int type) {
    assertThat(open(end(0, type), body("0101", SIZE - 18))).isEqualTo(new Refused(Reason.BLOCK));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 0x7f, 0x80, 0xff})
  void shouldRefuseUnknownClassesOfDelay(int code) {
    Bytes forward = Bytes.concatenate(Bytes.of(0xff, code), Bytes.wrap(new byte[15]));

    assertThat(open(end(1, code), body("0101", SIZE - 18))).isEqualTo(new Refused(Reason.BLOCK));
    assertThat(open(forward, Bytes.EMPTY)).isEqualTo(new Refused(Reason.BLOCK));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 9, 16})
  void shouldRefuseAnExitsBlockWithMoreInIt(int index) {
    assertThat(open(end(index, 1), body("0101", SIZE - 18))).isEqualTo(new Refused(Reason.BLOCK));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15})
  void shouldRefuseABodyThatDoesNotBeginWithZeros(int index) {
    MutableBytes body = body("0101", SIZE - 18).mutableCopy();
    body.set(index, (byte) 1);

    assertThat(open(EXIT, body)).isEqualTo(new Refused(Reason.PAYLOAD_TAG));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "1489", "65535"})
  void shouldRefuseLengthsOfPaddingThatCannotBe(int padding) {
    assertThat(open(EXIT, body("0101", padding))).isEqualTo(new Refused(Reason.PADDING));
  }

  @Test
  void shouldRefusePaddingThatIsNotZeros() {
    assertThat(open(EXIT, body("010103", SIZE - 18))).isEqualTo(new Refused(Reason.PADDING));
  }

  @Test
  void shouldRefuseAnEmptyContent() {
    assertThat(open(EXIT, body("00", SIZE - 16))).isEqualTo(new Refused(Reason.COMMAND));
    assertThat(open(EXIT, body("01", SIZE - 17))).isEqualTo(new Refused(Reason.COMMAND));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0105", "017f", "0180", "01ff", "0001", "0201"})
  void shouldRefuseUnknownCommands(String content) {
    assertThat(open(EXIT, body(content, SIZE - 18))).isEqualTo(new Refused(Reason.COMMAND));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything in the golden vectors about what is inside an envelope, in both directions. */
class MessageVectorsTest {

  private final SecureRandom random = new SecureRandom();

  static Stream<Vectors.Row> messages() {
    return Vectors.rows("messages");
  }

  static Stream<Vectors.Row> plaintexts() {
    return Vectors.rows("plaintextParsing");
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldOpen(Vectors.Row row) throws Exception {
    Optional<MessageContent> opened = open(row, data(row));

    assertThat(opened).isPresent();
    assertThat(opened.get().payload()).isEqualTo(payload(row));
    assertThat(keccakOf(opened.get().padding())).isEqualTo(paddingKeccak(row));
    assertThat(opened.get().signer()).isEqualTo(expectedSigner(row));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldSealToTheSameBytes(Vectors.Row row) throws Exception {
    Bytes padding = open(row, data(row)).orElseThrow().padding();
    Optional<PrivateKey> signer =
        isSigned(row) ? Optional.of(PrivateKey.of(row.key("signer", "priv"))) : Optional.empty();

    Bytes plaintext = Plaintext.encode(payload(row), Optional.of(padding), signer, random);

    assertThat(plaintext.size()).isEqualTo(row.node().get("plaintextLen").asInt());
    if (row.has("plaintext")) {
      assertThat(plaintext).isEqualTo(row.bytes("plaintext"));
    }
    if (isAsymmetric(row)) {
      PublicKey recipient = PublicKey.fromUncompressed(row.key("recipient", "pub")).orElseThrow();
      Bytes sealed =
          MessageSealer.sealAsymmetric(
              recipient, payload(row), Optional.of(padding), signer, random);
      assertThat(sealed.size()).isEqualTo(data(row).size());
      assertThat(open(row, sealed)).isEqualTo(open(row, data(row)));
    } else {
      assertThat(MessageSealer.sealSymmetric(symmetricKey(row), row.bytes("aesNonce"), plaintext))
          .isEqualTo(data(row));
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldPadAsMuchAsItsSoftware(Vectors.Row row) {
    Optional<PrivateKey> signer =
        isSigned(row) ? Optional.of(PrivateKey.of(row.key("signer", "priv"))) : Optional.empty();

    Bytes plaintext = Plaintext.encode(payload(row), Optional.empty(), signer, random);

    if (row.text("paddingMode").equals("auto")) {
      assertThat(plaintext.size()).isEqualTo(row.node().get("plaintextLen").asInt());
    }
    assertThat(plaintext.size() % 256).isZero();
  }

  @ParameterizedTest
  @MethodSource("plaintexts")
  void shouldParsePlaintextsAndRefuseWhatCrashesItsSoftware(Vectors.Row row) {
    Optional<MessageContent> content = Plaintext.decode(row.bytes("plaintext"));

    if (row.node().path("valid").asBoolean()) {
      assertThat(content).isPresent();
      assertThat(content.get().payload()).isEqualTo(row.bytes("payload"));
      assertThat(content.get().padding()).isEqualTo(row.bytes("padding"));
    } else {
      assertThat(content).isEmpty();
    }
  }

  private static Optional<MessageContent> open(Vectors.Row row, Bytes data) {
    return isAsymmetric(row)
        ? MessageOpener.openAsymmetric(PrivateKey.of(row.key("recipient", "priv")), data)
        : MessageOpener.openSymmetric(symmetricKey(row), data);
  }

  private static SymmetricKey symmetricKey(Vectors.Row row) {
    return SymmetricKey.of(
        row.text("mode").equals("password") ? row.key("symKeyPassword", "key") : row.key("symKey"));
  }

  private static boolean isAsymmetric(Vectors.Row row) {
    return row.text("mode").equals("asym");
  }

  private static boolean isSigned(Vectors.Row row) {
    return row.node().get("signed").asBoolean();
  }

  private static Optional<PublicKey> expectedSigner(Vectors.Row row) {
    return isSigned(row) ? PublicKey.fromUncompressed(row.key("signer", "pub")) : Optional.empty();
  }

  private static Bytes data(Vectors.Row row) throws Exception {
    return Envelope.decode(row.at("envelope").bytes("rlp")).data();
  }

  /** The rows say their payload by a formula: byte i is i*7+3. */
  private static Bytes payload(Vectors.Row row) {
    byte[] payload = new byte[row.node().get("payloadLen").asInt()];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (i * 7 + 3);
    }
    return Bytes.wrap(payload);
  }

  private static Bytes keccakOf(Bytes bytes) {
    return Keccak256.hash(bytes);
  }

  private static Bytes paddingKeccak(Vectors.Row row) {
    return row.has("paddingKeccak")
        ? row.bytes("paddingKeccak")
        : Keccak256.hash(row.bytes("padding"));
  }
}

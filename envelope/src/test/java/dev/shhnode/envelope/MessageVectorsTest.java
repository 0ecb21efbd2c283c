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
    Optional<MessageContent> opened = open(row, envelope(row));

    assertThat(opened).isPresent();
    assertThat(opened.get().payload()).isEqualTo(payload(row));
    assertThat(keccakOf(opened.get().padding())).isEqualTo(paddingKeccak(row));
    assertThat(opened.get().signer()).isEqualTo(expectedSigner(row));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldSealToTheSameBytes(Vectors.Row row) throws Exception {
    Envelope envelope = envelope(row);
    Optional<Bytes> padding = Optional.of(open(row, envelope).orElseThrow().padding());
    Optional<PrivateKey> signer =
        isSigned(row) ? Optional.of(PrivateKey.of(row.key("signer", "priv"))) : Optional.empty();

    Bytes plaintext = layOut(row, padding, signer);

    assertThat(plaintext.size()).isEqualTo(row.node().get("plaintextLen").asInt());
    if (row.has("plaintext")) {
      assertThat(plaintext).isEqualTo(row.bytes("plaintext"));
    }
    if (isAsymmetric(row)) {
      PublicKey recipient = PublicKey.fromUncompressed(row.key("recipient", "pub")).orElseThrow();
      SealedMessage sealed =
          MessageSealer.sealAsymmetric(
              row.version(), recipient, payload(row), padding, signer, random);
      assertThat(sealed.data().size()).isEqualTo(envelope.data().size());
      assertThat(open(row, resealed(envelope, sealed))).isEqualTo(open(row, envelope));
    } else {
      SealedMessage sealed =
          MessageSealer.sealSymmetric(row.version(), symmetricKey(row), aesNonce(row), plaintext);
      assertThat(resealed(envelope, sealed)).isEqualTo(envelope);
    }
  }

  private static Bytes aesNonce(Vectors.Row row) {
    return row.has("aesNonce") ? row.bytes("aesNonce") : row.at("envelope").bytes("aesNonce");
  }

  private static Envelope resealed(Envelope envelope, SealedMessage message) {
    return Envelope.of(
        envelope.version(),
        envelope.expiry(),
        envelope.ttl(),
        envelope.topic(),
        message,
        envelope.nonce());
  }

  private Bytes layOut(Vectors.Row row, Optional<Bytes> padding, Optional<PrivateKey> signer) {
    return row.version() == WhisperVersion.V5
        ? PlaintextV5.encode(payload(row), padding, signer, random)
        : PlaintextV6.encode(payload(row), padding, signer, random);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldPadAsMuchAsItsSoftware(Vectors.Row row) {
    Optional<PrivateKey> signer =
        isSigned(row) ? Optional.of(PrivateKey.of(row.key("signer", "priv"))) : Optional.empty();

    Bytes plaintext = layOut(row, Optional.empty(), signer);

    if (row.text("paddingMode").equals("auto")) {
      assertThat(plaintext.size()).isEqualTo(row.node().get("plaintextLen").asInt());
    }
    assertThat(plaintext.size() % 256).isZero();
  }

  @ParameterizedTest
  @MethodSource("plaintexts")
  void shouldParsePlaintextsAndRefuseWhatCrashesItsSoftware(Vectors.Row row) {
    Optional<MessageContent> content =
        row.version() == WhisperVersion.V5
            ? PlaintextV5.decode(row.bytes("plaintext"))
            : PlaintextV6.decode(row.bytes("plaintext"));

    if (row.node().path("valid").asBoolean()) {
      assertThat(content).isPresent();
      assertThat(content.get().payload()).isEqualTo(row.bytes("payload"));
      assertThat(content.get().padding()).isEqualTo(row.bytes("padding"));
    } else {
      assertThat(content).isEmpty();
    }
  }

  private static Optional<MessageContent> open(Vectors.Row row, Envelope envelope) {
    return isAsymmetric(row)
        ? new MessageOpener(envelope).openAsymmetric(PrivateKey.of(row.key("recipient", "priv")))
        : new MessageOpener(envelope).openSymmetric(symmetricKey(row));
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

  private static Envelope envelope(Vectors.Row row) throws Exception {
    return Envelope.decode(row.version(), row.at("envelope").bytes("rlp"));
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

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.ClassicData;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.SealedMessage;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeInspectorTest {

  private static final String PLAIN = "d2845f5e10003284deadbee78568656c6c6f09";

  private final SecureRandom random = new SecureRandom();

  @Test
  void shouldDescribeAnEnvelope() throws Exception {
    JsonNode described = inspect(new EnvelopeInspector(null, null, null), "0x" + PLAIN);

    assertThat(described.fieldNames())
        .toIterable()
        .containsExactly(
            "version", "expiry", "ttl", "topics", "dataSize", "nonce", "hash", "bloom", "pow");
    assertThat(described.path("expiry").asLong()).isEqualTo(1_600_000_000);
    assertThat(described.path("topics").get(0).asText()).isEqualTo("0xdeadbee7");
    assertThat(described.path("nonce").asLong()).isEqualTo(9);
    assertThat(described.path("hash").asText())
        .isEqualTo("0xa810b8ee14d8e6f7129bf056c38ee0287bdfa05c397664cb6cf08fdca4ec27cb");
    assertThat(described.path("pow").fieldNames()).toIterable().containsExactly("eip627", "legacy");
  }

  @Test
  void shouldShowTheWholeOfAnUnsignedNonce() throws Exception {
    Envelope envelope = Envelope.of(1_600_000_000, 50, Topic.ZERO, Bytes.EMPTY, -1);

    JsonNode described =
        inspect(new EnvelopeInspector(null, null, null), envelope.rlp().toHexString());

    assertThat(described.path("nonce").asText()).isEqualTo("18446744073709551615");
  }

  @ParameterizedTest
  @EnumSource(names = {"V5", "V6"})
  void shouldOpenWithASymmetricKeyOrAPassword(WhisperVersion version) throws Exception {
    KeyPair signer = KeyPair.generate(random);
    SymmetricKey key = SymmetricKey.fromPassword("secret");
    SealedMessage message =
        MessageSealer.sealSymmetric(
            version,
            key,
            Bytes.of(1, 2),
            Optional.of(Bytes.of(9)),
            Optional.of(signer.privateKey()),
            random);
    String rlp = envelope(version, message).rlp().toHexString();

    for (EnvelopeInspector inspector :
        new EnvelopeInspector[] {
          new EnvelopeInspector(key.toSecretBytes().toHexString(), null, null),
          new EnvelopeInspector(null, "secret", null),
          new EnvelopeInspector("0x" + "ab".repeat(32), "secret", null)
        }) {
      JsonNode described = inspect(inspector, rlp);
      assertThat(described.path("version").asInt()).isEqualTo(version.number());
      JsonNode content = described.path("message");
      assertThat(content.path("payload").asText()).isEqualTo("0x0102");
      assertThat(content.path("padding").asText()).isEqualTo("0x09");
      assertThat(content.path("signer").asText())
          .isEqualTo(signer.publicKey().toUncompressed().toHexString());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"V5", "V6"})
  void shouldOpenWithAPrivateKey(WhisperVersion version) throws Exception {
    KeyPair reader = KeyPair.generate(random);
    SealedMessage message =
        MessageSealer.sealAsymmetric(
            version, reader.publicKey(), Bytes.of(7), Optional.empty(), Optional.empty(), random);

    JsonNode content =
        inspect(inspectorFor(reader), envelope(version, message).rlp().toHexString())
            .path("message");

    assertThat(content.path("payload").asText()).isEqualTo("0x07");
    assertThat(content.path("signer").isNull()).isTrue();
  }

  @Test
  void shouldDescribeAndOpenClassicEnvelopes() throws Exception {
    KeyPair reader = KeyPair.generate(random);
    for (Optional<KeyPair> recipient : List.of(Optional.<KeyPair>empty(), Optional.of(reader))) {
      Bytes data =
          ClassicData.seal(
              Bytes.of(7), recipient.map(KeyPair::publicKey), Optional.empty(), random);
      Envelope envelope =
          Envelope.ofClassic(1_600_000_000, 50, List.of(new Topic(1), new Topic(2)), data, 3);

      JsonNode described = inspect(inspectorFor(reader), envelope.rlp().toHexString());

      assertThat(described.path("version").asInt()).isEqualTo(2);
      assertThat(described.path("topics")).hasSize(2);
      assertThat(described.path("workProved").isInt()).isTrue();
      assertThat(described.path("message").path("payload").asText()).isEqualTo("0x07");
    }
  }

  private static EnvelopeInspector inspectorFor(KeyPair reader) {
    return new EnvelopeInspector(
        null, null, reader.privateKey().toSecretBytes().toUnprefixedHexString());
  }

  private static Envelope envelope(WhisperVersion version, SealedMessage message) {
    return Envelope.of(version, 1_600_000_000, 50, Topic.ZERO, message, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "zz", "0x", "0xc0", PLAIN + "00", "d2845f5e1000"})
  void shouldSayWhatIsWrongWithBadInput(String input) throws Exception {
    JsonNode described = inspect(new EnvelopeInspector(null, null, null), input);

    assertThat(described.fieldNames()).toIterable().containsExactly("error");
  }

  private static JsonNode inspect(EnvelopeInspector inspector, String rlp) throws Exception {
    return new ObjectMapper().readTree(inspector.inspect(rlp));
  }
}

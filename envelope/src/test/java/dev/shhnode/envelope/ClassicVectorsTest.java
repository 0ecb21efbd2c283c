// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.pow.PowRule;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden vectors of v2, in both directions. */
class ClassicVectorsTest {

  private final SecureRandom random = new SecureRandom();

  static Stream<Vectors.Row> decodings() {
    return Vectors.classicRows("envelopeDecoding");
  }

  static Stream<Vectors.Row> messages() {
    return Vectors.classicRows("messages");
  }

  static Stream<Vectors.Row> envelopes() {
    return Stream.concat(Vectors.classicRows("mining"), messages().map(row -> row.at("envelope")));
  }

  static Stream<Vectors.Row> mining() {
    return Vectors.classicRows("mining");
  }

  static Stream<Vectors.Row> openings() {
    return Vectors.classicRows("open");
  }

  @ParameterizedTest
  @MethodSource("decodings")
  void shouldDecodeWhatGethDecodes(Vectors.Row row) throws DecodeException {
    if (!row.has("ok")) {
      assertThatThrownBy(() -> Envelope.decode(WhisperVersion.V2, row.bytes("rlp")))
          .isInstanceOf(DecodeException.class);
      return;
    }

    Envelope envelope = Envelope.decode(WhisperVersion.V2, row.bytes("rlp"));

    assertThat(envelope.rlp()).isEqualTo(row.bytes("rlp"));
    assertSameFields(envelope, row);
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void shouldEncodeAndHashEnvelopes(Vectors.Row row) throws DecodeException {
    Envelope envelope =
        Envelope.ofClassic(
            row.node().get("expiry").asLong(),
            row.node().get("ttl").asLong(),
            topics(row.node().get("topics")),
            Envelope.decode(WhisperVersion.V2, row.bytes("rlp")).data(),
            row.node().get("nonce").asLong());

    assertThat(envelope.rlp()).isEqualTo(row.bytes("rlp"));
    assertSameFields(envelope, row);
    assertThat(envelope.zeroBits(PowRule.CLASSIC)).isEqualTo(row.node().get("powBits").asInt());
    if (row.has("rlpWithoutNonce")) {
      assertThat(envelope.rlpWithoutNonce()).isEqualTo(row.bytes("rlpWithoutNonce"));
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldOpenAndSeal(Vectors.Row row) throws DecodeException {
    Bytes data = Envelope.decode(WhisperVersion.V2, row.at("envelope").bytes("rlp")).data();

    if (row.has("openError")) {
      // geth does not encrypt an empty payload, and then cannot open it. Ours is encrypted.
      assertThat(open(row, data)).isEmpty();
      return;
    }

    MessageContent content = open(row, data).orElseThrow();

    assertThat(content.payload()).isEqualTo(payload(row));
    assertThat(content.signer()).isEqualTo(expectedSigner(row));
    assertThat(ClassicData.isEncrypted(data)).isEqualTo(row.node().get("encrypted").asBoolean());
    assertThat(data.get(0) & 0xff).isEqualTo(row.node().get("flags").asInt());

    Bytes sealed =
        ClassicData.seal(
            payload(row),
            row.node().get("encrypted").asBoolean()
                ? PublicKey.fromUncompressed(row.key("recipient", "pub"))
                : Optional.empty(),
            row.node().get("signed").asBoolean()
                ? Optional.of(PrivateKey.of(row.key("signer", "priv")))
                : Optional.empty(),
            random);
    assertThat(sealed.size()).isEqualTo(data.size());
    assertThat(open(row, sealed)).contains(content);
  }

  @ParameterizedTest
  @MethodSource("openings")
  void shouldSurviveWhatGethDoesNot(Vectors.Row row) {
    Optional<MessageContent> content = ClassicData.read(row.bytes("data"));

    if (row.has("panic")) {
      assertThat(content).isEmpty();
    } else {
      assertThat(content.orElseThrow().payload()).isEqualTo(row.at("openNoKey").bytes("payload"));
      assertThat(content.orElseThrow().signer()).isEmpty();
    }
    assertThat(ClassicData.open(PrivateKey.of(row.key("recipient", "priv")), row.bytes("data")))
        .isEmpty();
  }

  /** geth's miner keeps the first nonce of those with most zero bits; some rows tell the way. */
  @ParameterizedTest
  @MethodSource("mining")
  void shouldFindTheNoncesThatGethFinds(Vectors.Row row) {
    JsonNode steps = row.node().path("bestNonceProgression(first 300000)");
    assertThat(steps.isEmpty()).isEqualTo(row.has("sealedForMs"));
    Bytes rlpWithoutNonce = row.bytes("rlpWithoutNonce");
    assertThat(PowRule.CLASSIC.zeroBits(rlpWithoutNonce, row.node().get("nonce").asLong()))
        .isEqualTo(row.node().get("powBits").asInt());
    for (JsonNode step : steps) {
      assertThat(PowRule.CLASSIC.zeroBits(rlpWithoutNonce, step.get("nonce").asLong()))
          .isEqualTo(step.get("bits").asInt());
    }
  }

  private static Optional<MessageContent> open(Vectors.Row row, Bytes data) {
    return row.node().get("encrypted").asBoolean()
        ? ClassicData.open(PrivateKey.of(row.key("recipient", "priv")), data)
        : ClassicData.read(data);
  }

  private static Optional<PublicKey> expectedSigner(Vectors.Row row) {
    return row.node().get("signed").asBoolean()
        ? PublicKey.fromUncompressed(row.key("signer", "pub"))
        : Optional.empty();
  }

  private static Bytes payload(Vectors.Row row) {
    byte[] payload = new byte[row.node().get("payloadLen").asInt()];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (i * 7 + 3);
    }
    return Bytes.wrap(payload);
  }

  private static void assertSameFields(Envelope envelope, Vectors.Row row) {
    assertThat(envelope.hash()).isEqualTo(row.bytes("hash"));
    assertThat(Keccak256.hash(envelope.rlp())).isEqualTo(row.bytes("hash"));
    assertThat(envelope.expiry()).isEqualTo(row.node().get("expiry").asLong());
    assertThat(envelope.ttl()).isEqualTo(row.node().get("ttl").asLong());
    assertThat(envelope.nonce()).isEqualTo(row.node().get("nonce").asLong());
    assertThat(envelope.topics()).isEqualTo(topics(row.node().get("topics")));
  }

  private static List<Topic> topics(JsonNode topics) {
    return StreamSupport.stream(topics.spliterator(), false)
        .map(topic -> Topic.of(Bytes.fromHexString(topic.asText())))
        .toList();
  }

  @Test
  void shouldMeasureAndBoundTopics() throws DecodeException {
    List<Topic> most = Collections.nCopies(Envelope.MAX_TOPICS, new Topic(1));
    Envelope envelope = Envelope.ofClassic(1, 1, most, Bytes.of(1), 0);
    assertThat(envelope.sizeBytes()).isEqualTo(20 + 4 * Envelope.MAX_TOPICS + 1);
    assertThat(Envelope.decode(WhisperVersion.V2, envelope.rlp())).isEqualTo(envelope);

    List<Topic> more = Collections.nCopies(Envelope.MAX_TOPICS + 1, new Topic(1));
    Bytes tooMany = Envelope.ofClassic(1, 1, more, Bytes.of(1), 0).rlp();
    assertThatThrownBy(() -> Envelope.decode(WhisperVersion.V2, tooMany))
        .isInstanceOf(DecodeException.class)
        .hasMessage("more than 256 topics");
  }
}

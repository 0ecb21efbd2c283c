// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.pow.PowRule;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything in the golden vectors about what is outside an envelope. */
class EnvelopeVectorsTest {

  private static final Map<String, SymmetricKey> DERIVED = new ConcurrentHashMap<>();

  static Stream<Vectors.Row> decodings() {
    return Vectors.rows("envelopeDecoding");
  }

  static Stream<Vectors.Row> blooms() {
    return Vectors.rows("blooms");
  }

  static Stream<Vectors.Row> targets() {
    return Vectors.rows("powToFirstBit");
  }

  static Stream<Vectors.Row> passwords() {
    return Vectors.rows("symKeyFromPassword");
  }

  static Stream<Vectors.Row> envelopes() {
    return Stream.concat(
        Vectors.rows("pow"), Vectors.rows("messages").map(row -> row.at("envelope")));
  }

  @ParameterizedTest
  @MethodSource("decodings")
  void shouldDecodeWhatItsSoftwareDecodes(Vectors.Row row) throws DecodeException {
    if (!row.has("ok")) {
      assertThatThrownBy(() -> Envelope.decode(row.version(), row.bytes("rlp")))
          .isInstanceOf(DecodeException.class);
      return;
    }

    Envelope envelope = Envelope.decode(row.version(), row.bytes("rlp"));

    assertThat(envelope.rlp()).isEqualTo(row.bytes("rlp"));
    assertSameFields(envelope, row);
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void shouldEncodeAndHashEnvelopes(Vectors.Row row) throws DecodeException {
    SealedMessage message =
        new SealedMessage(
            Envelope.decode(row.version(), row.bytes("rlp")).data(),
            row.has("aesNonce") ? row.bytes("aesNonce") : Bytes.EMPTY);
    Envelope made =
        Envelope.of(
            row.version(),
            row.node().get("expiry").asLong(),
            row.node().get("ttl").asLong(),
            Topic.of(row.bytes("topic")),
            message,
            Long.parseUnsignedLong(row.text("nonce")));

    assertThat(made.rlp()).isEqualTo(row.bytes("rlp"));
    if (row.has("rlpWithoutNonce")) {
      assertThat(made.rlpWithoutNonce()).isEqualTo(row.bytes("rlpWithoutNonce"));
    }
    assertThat(Keccak256.hash(made.rlpWithoutNonce()))
        .isEqualTo(row.bytes("rlpWithoutNonceKeccak"));
    assertThat(made.sizeBytes()).isEqualTo(row.node().get("size").asInt());
    assertSameFields(made, row);
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void shouldComputeProofOfWorkToTheLastBit(Vectors.Row row) throws DecodeException {
    Envelope envelope = Envelope.decode(row.version(), row.bytes("rlp"));
    PowRule rule = row.vectors().rule();

    assertThat(rule.zeroBits(envelope.rlpWithoutNonce(), envelope.nonce()))
        .isEqualTo(row.node().get("powBits").asInt());
    assertThat(bits(envelope.pow(rule, 0))).isEqualTo(row.at("pow").text("bits"));
    assertThat(bits(envelope.pow(rule, 1))).isEqualTo(row.at("powDiff1").text("bits"));
    assertThat(bits(envelope.pow(rule, 11))).isEqualTo(row.at("powDiff11").text("bits"));
  }

  @ParameterizedTest
  @MethodSource("blooms")
  void shouldBloomTopics(Vectors.Row row) {
    Topic topic = Topic.of(row.bytes("topic"));

    assertThat(BloomFilter.ofTopicAsGeth(topic).toBytes()).isEqualTo(row.bytes("bloom"));
    assertThat(BloomFilter.of(topic).containsAll(BloomFilter.ofTopicAsGeth(topic))).isTrue();
    assertThat(BloomFilter.fromBytes(row.bytes("bloom")).matchesAsGeth(topic)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void shouldTakeAsManyBitsForATarget(Vectors.Row row) {
    int bits =
        PowRule.targetBits(
            row.node().get("pow").asDouble(),
            row.node().get("dataLen").asInt(),
            row.node().get("ttl").asLong());

    assertThat(bits).isEqualTo(row.node().get("targetBits").asInt());
  }

  @ParameterizedTest
  @MethodSource("passwords")
  void shouldDeriveTheKeyOfAPassword(Vectors.Row row) {
    SymmetricKey key = DERIVED.computeIfAbsent(row.text("password"), SymmetricKey::fromPassword);

    assertThat(key.toSecretBytes()).isEqualTo(row.bytes("symKey"));
  }

  private static String bits(double value) {
    return String.format("%016x", Double.doubleToRawLongBits(value));
  }

  private static void assertSameFields(Envelope envelope, Vectors.Row row) {
    assertThat(envelope.hash()).isEqualTo(row.bytes("hash"));
    assertThat(envelope.expiry()).isEqualTo(row.node().get("expiry").asLong());
    assertThat(envelope.ttl()).isEqualTo(row.node().get("ttl").asLong());
    assertThat(envelope.topic().toBytes()).isEqualTo(row.bytes("topic"));
    assertThat(Long.toUnsignedString(envelope.nonce())).isEqualTo(row.text("nonce"));
    if (row.version() == WhisperVersion.V5) {
      assertThat(envelope.aesNonce()).isEqualTo(row.bytes("aesNonce"));
      assertThat(envelope.envelopeVersion()).isEqualTo(row.bytes("version"));
    }
    if (row.has("data")) {
      assertThat(envelope.data()).isEqualTo(row.bytes("data"));
    }
  }
}

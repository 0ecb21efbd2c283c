// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies as real peers were recorded to send them and to take them. */
class PacketCodecTest {

  private static final String BLOOM_00_TO_3F =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
          + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

  @Test
  void shouldSayStatusAsGethDoes() {
    Packet.Status status = status(0.2, BloomFilter.FULL, false);

    assertThat(encode(status)).isEqualTo(Bytes.fromHexString("0xcc06883fc999999999999a8080"));
    assertThat(encode(status(0, BloomFilter.FULL, false)))
        .isEqualTo(Bytes.fromHexString("0xc406808080"));
    assertThat(encode(status(0.2, BloomFilter.FULL, true)))
        .isEqualTo(Bytes.fromHexString("0xcc06883fc999999999999a8001"));
  }

  @ParameterizedTest
  @CsvSource({
    "0xcc06883fc999999999999a8080, 0.2, false, false",
    "0xcd06883fc999999999999a808001, 0.2, false, true",
    "0xcd06883fc999999999999a808080, 0.2, false, false",
    "0xc406808080, 0, false, false",
    "0xcc068840290000000000008080, 12.5, false, false",
    "0xcc06883fc999999999999a8001, 0.2, true, false",
    "0xc106, 0, false, false",
    "0xca06883fc999999999999a, 0.2, false, false",
    "0xcb0689010203040506070809, 0, false, false",
    "0xcb06883fc999999999999ac0, 0.2, false, false"
  })
  void shouldReadEveryStatusThatPeersSend(
      String body, double minPow, boolean light, boolean confirmations) throws DecodeException {
    Packet packet = decode(PacketCode.STATUS, Bytes.fromHexString(body));

    assertThat(packet).isEqualTo(new Packet.Status(minPow, BloomFilter.FULL, light, confirmations));
  }

  @Test
  void shouldTellStatusPeersThatItConfirms() {
    Packet.Status status = new Packet.Status(0.2, BloomFilter.FULL, false, true);

    assertThat(PacketCodec.encode(status, PeerDialect.STATUS))
        .isEqualTo(Bytes.fromHexString("0xcd06883fc999999999999a808001"));
    assertThat(encode(status)).isEqualTo(Bytes.fromHexString("0xcc06883fc999999999999a8080"));
  }

  @Test
  void shouldTakeAnEmptyStatusOfParityAlone() throws DecodeException {
    Bytes empty = Bytes.of(0xc0);

    assertThat(PacketCodec.decode(PacketCode.STATUS, empty, PeerDialect.PARITY))
        .isEqualTo(Packet.Status.OF_ANYTHING);
    assertThatThrownBy(() -> decode(PacketCode.STATUS, empty)).isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldConfirmAsStatusDoes() {
    Bytes32 hash = Bytes32.repeat((byte) 7);
    List<EnvelopeError> errors =
        List.of(new EnvelopeError(Bytes32.ZERO, EnvelopeError.TIME_NOT_SYNCED, "late"));

    assertThat(PacketCodec.encodeAcknowledgement(hash))
        .isEqualTo(Bytes.concatenate(Bytes.of(0xa0), hash));
    assertThat(PacketCodec.encodeResponse(hash, errors))
        .isEqualTo(
            Bytes.concatenate(
                Bytes.fromHexString("0xf84d01f84aa0"),
                hash,
                Bytes.fromHexString("0xe8e7a0"),
                Bytes32.ZERO,
                Bytes.fromHexString("0x01846c617465")));
  }

  @Test
  void shouldReadABloomInAStatus() throws DecodeException {
    Bytes body = Bytes.fromHexString("0xf84d06883fc999999999999ab840" + BLOOM_00_TO_3F + "80");

    Packet packet = decode(PacketCode.STATUS, body);

    BloomFilter bloom = BloomFilter.fromBytes(Bytes.fromHexString(BLOOM_00_TO_3F));
    assertThat(packet).isEqualTo(status(0.2, bloom, false));
    assertThat(encode((Packet.Status) packet)).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0xc0", // nothing
        "0xc105", // another version
        "0x06", // no list
        "0xc58400000006", // version as a string
        "0xca06887ff8000000000000", // NaN
        "0xca06887ff0000000000000", // infinite
        "0xca0688bff0000000000000", // negative
        "0xcc06883fc999999999999a8101" // bloom that is not canonical
      })
  void shouldRefuseAStatusThatGethRefuses(String body) {
    assertThatThrownBy(() -> decode(PacketCode.STATUS, Bytes.fromHexString(body)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldRefuseABloomOfAnotherLength() {
    Bytes status =
        Bytes.fromHexString("0xf84c06883fc999999999999ab83f" + BLOOM_00_TO_3F.substring(2) + "80");

    assertThatThrownBy(() -> decode(PacketCode.STATUS, status)).isInstanceOf(DecodeException.class);
    for (String body : List.of("0x80", "0xc0", "0xb83f" + BLOOM_00_TO_3F.substring(2))) {
      assertThatThrownBy(() -> decode(PacketCode.BLOOM_FILTER, Bytes.fromHexString(body)))
          .isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x",
        "0xc0",
        "0x887ff8000000000000",
        "0x887ff0000000000000",
        "0x88bff0000000000000"
      })
  void shouldRefuseAnImpossiblePowRequirement(String body) {
    assertThatThrownBy(() -> decode(PacketCode.POW_REQUIREMENT, Bytes.fromHexString(body)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldCarryRequirementAndBloom() throws DecodeException {
    Packet.PowRequirement requirement = new Packet.PowRequirement(0.25);
    Packet.BloomUpdate update =
        new Packet.BloomUpdate(BloomFilter.of(Topic.of(Bytes.of(1, 2, 3, 4))));

    assertThat(decode(PacketCode.POW_REQUIREMENT, encode(requirement))).isEqualTo(requirement);
    assertThat(decode(PacketCode.BLOOM_FILTER, encode(update))).isEqualTo(update);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 10, 300})
  void shouldCarryBundles(int count) throws DecodeException {
    List<Envelope> envelopes =
        IntStream.range(0, count)
            .mapToObj(i -> Envelope.of(1_600_000_000, 50, new Topic(i), Bytes.random(i), i))
            .toList();
    int size = envelopes.stream().mapToInt(envelope -> envelope.rlp().size()).sum();

    BundleReader reader =
        BundleReader.ofList(WhisperVersion.V6, PacketCodec.encodeEnvelopes(envelopes, size));

    assertThat(reader.next(Integer.MAX_VALUE, Integer.MAX_VALUE, () -> {})).isEqualTo(envelopes);
    assertThat(reader.isAtEnd()).isTrue();
  }

  @Test
  void shouldReadDirectMessagesAsGethAndAsStatusSendThem() throws DecodeException {
    Envelope envelope =
        Envelope.of(1_600_000_000, 50, Topic.of(Bytes.of(1, 2, 3, 4)), Bytes.random(99), 7);
    int size = envelope.rlp().size();

    assertThat(
            PacketCodec.readDirectMessage(WhisperVersion.V6, envelope.rlp()).next(9, 9, () -> {}))
        .containsExactly(envelope);
    assertThat(
            PacketCodec.readDirectMessage(
                    WhisperVersion.V6,
                    PacketCodec.encodeEnvelopes(List.of(envelope, envelope), 2 * size))
                .next(9, 999, () -> {}))
        .containsExactly(envelope, envelope);
  }

  @Test
  void shouldIgnoreUnknownCodes() throws DecodeException {
    for (int code : new int[] {4, 11, 12, 50, 125, 126}) {
      assertThat(decode(code, Bytes.of(1, 2, 3))).isEqualTo(new Packet.Ignored(code));
    }
  }

  private static Packet.Status status(double minPow, BloomFilter bloom, boolean light) {
    return new Packet.Status(minPow, bloom, light, false);
  }

  private static Packet decode(int code, Bytes body) throws DecodeException {
    return PacketCodec.decode(code, body, PeerDialect.GETH);
  }

  private static Bytes encode(Packet.Status status) {
    return PacketCodec.encode(status, PeerDialect.GETH);
  }

  private static Bytes encode(Packet.BloomUpdate update) {
    return PacketCodec.encode(update, PeerDialect.GETH);
  }

  private static Bytes encode(Packet.PowRequirement requirement) {
    return PacketCodec.encode(requirement);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.rlp.RLP;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleReaderTest {

  @Test
  void shouldReadInParts() throws DecodeException {
    List<Envelope> envelopes = IntStream.range(0, 10).mapToObj(i -> envelope(100, i)).toList();
    BundleReader reader = BundleReader.ofList(WhisperVersion.V6, bundle(envelopes));

    assertThat(reader.next(4, Integer.MAX_VALUE, () -> {})).isEqualTo(envelopes.subList(0, 4));
    assertThat(reader.next(9, 200, () -> {})).as("those that reach 200 bytes").hasSize(2);
    assertThat(reader.isAtEnd()).isFalse();
    assertThat(reader.next(9, Integer.MAX_VALUE, () -> {})).isEqualTo(envelopes.subList(6, 10));
    assertThat(reader.isAtEnd()).isTrue();
    assertThat(reader.next(9, 9, () -> {})).isEmpty();
  }

  @Test
  void shouldIgnoreWhatFollowsTheList() throws DecodeException {
    Bytes body = Bytes.concatenate(bundle(List.of(envelope(9, 1))), Bytes.of(1, 2, 3));

    BundleReader reader = BundleReader.ofList(WhisperVersion.V6, body);

    assertThat(reader.next(9, 99, () -> {})).hasSize(1);
    assertThat(reader.isAtEnd()).isTrue();
  }

  @Test
  void shouldReadAnEmptyList() throws DecodeException {
    assertThat(BundleReader.ofList(WhisperVersion.V6, Bytes.of(0xc0)).isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x",
        "0x01",
        "0x80",
        "0xc1",
        "0xf8",
        "0xf837",
        "0xf90038",
        "0xffffffffffffffffff",
        "0xfb7fffffff",
        "0xfb80000000"
      })
  void shouldRefuseWhatIsNoList(String body) {
    assertThatThrownBy(() -> BundleReader.ofList(WhisperVersion.V6, Bytes.fromHexString(body)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldTakeTheEnvelopesBeforeOneThatIsNone() throws DecodeException {
    Bytes good = envelope(100, 1).rlp();
    Bytes body = list(Bytes.concatenate(good, good, Bytes.fromHexString("0xc101"), good));
    BundleReader reader = BundleReader.ofList(WhisperVersion.V6, body);

    assertThat(reader.next(2, Integer.MAX_VALUE, () -> {})).hasSize(2);
    assertThatThrownBy(() -> reader.next(2, Integer.MAX_VALUE, () -> {}))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldLeaveOutOfV2WhatIsNoEnvelope() throws DecodeException {
    Bytes good = classic(1).rlp();
    Bytes tooManyTopics = classic(Envelope.MAX_TOPICS + 1).rlp();
    Bytes endless = Bytes.fromHexString("0xc9");
    Bytes body =
        list(Bytes.concatenate(good, Bytes.fromHexString("0xc101"), tooManyTopics, good, endless));
    BundleReader reader = BundleReader.ofList(WhisperVersion.V2, body);

    assertThat(reader.next(9, Integer.MAX_VALUE, () -> {})).containsExactly(classic(1), classic(1));
    assertThat(reader.isAtEnd()).isTrue();
  }

  @Test
  void shouldReadOneEnvelopeAndNothingAfterIt() throws DecodeException {
    Bytes good = envelope(100, 1).rlp();

    BundleReader reader = BundleReader.ofOne(WhisperVersion.V6, good);
    assertThat(reader.next(9, 9, () -> {})).hasSize(1);
    assertThat(reader.isAtEnd()).isTrue();

    assertThatThrownBy(
            () -> BundleReader.ofOne(WhisperVersion.V6, Bytes.concatenate(good, Bytes.of(1))))
        .hasMessage("bytes after the RLP item");
    assertThatThrownBy(
            () -> BundleReader.ofOne(WhisperVersion.V6, Bytes.of(7)).next(9, 9, () -> {}))
        .isInstanceOf(DecodeException.class);
  }

  private static Envelope envelope(int dataBytes, int nonce) {
    return Envelope.of(1_600_000_000, 50, new Topic(7), Bytes.random(dataBytes), nonce);
  }

  private static Envelope classic(int topics) {
    return Envelope.ofClassic(9, 9, Collections.nCopies(topics, new Topic(7)), Bytes.of(1), 0);
  }

  private static Bytes bundle(List<Envelope> envelopes) {
    int size = envelopes.stream().mapToInt(envelope -> envelope.rlp().size()).sum();
    return PacketCodec.encodeEnvelopes(envelopes, size);
  }

  private static Bytes list(Bytes content) {
    return RLP.encodeList(writer -> writer.writeRLP(content));
  }
}

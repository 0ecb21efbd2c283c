// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.SymmetricKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;

/** No bytes may do more than be refused. Seeds lie beside the test's resources. */
class DecoderFuzzTest {

  private static final SymmetricKey KEY = SymmetricKey.of(Bytes.repeat((byte) 1, 32));
  private static final PrivateKey PRIVATE_KEY = PrivateKey.of(Bytes.repeat((byte) 1, 32));

  @FuzzTest
  void shouldReadAnEnvelopeExactlyOrRefuseIt(byte[] input) {
    for (WhisperVersion version : WhisperVersion.values()) {
      try {
        Envelope read = Envelope.decode(version, Bytes.wrap(input));
        assertThat(read.rlp()).isEqualTo(Bytes.wrap(input));
        Envelope encodedAnew = read.withNonce(read.nonce());
        assertThat(encodedAnew.rlp()).isEqualTo(Bytes.wrap(input));
        assertThat(encodedAnew.data()).isEqualTo(read.data());
      } catch (DecodeException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }

  /** The other reader of RLP, which is Tuweni's. */
  @FuzzTest
  void shouldReadAnEnvelopeAsTuweniDoes(byte[] input) {
    List<Object> ours;
    try {
      Envelope read = Envelope.decode(WhisperVersion.V6, Bytes.wrap(input));
      ours = List.of(read.expiry(), read.ttl(), read.topic(), read.data(), read.nonce());
    } catch (DecodeException refused) {
      ours = List.of();
    }
    List<Object> theirs;
    try {
      theirs =
          Rlp.decodeList(
              Bytes.wrap(input),
              elements ->
                  List.of(
                      Rlp.readUint32(elements),
                      Rlp.readUint32(elements),
                      new Topic(Rlp.readFixedBytes(elements, Topic.SIZE).toInt()),
                      Rlp.readBytes(elements, Integer.MAX_VALUE),
                      Rlp.readUint64(elements)));
    } catch (DecodeException refused) {
      theirs = List.of();
    }
    assertThat(ours).isEqualTo(theirs);
  }

  @FuzzTest
  void shouldTakeAPlaintextApartOrRefuseIt(byte[] input) {
    Bytes plaintext = Bytes.wrap(input);
    Stream.of(
            PlaintextV6.decode(plaintext),
            PlaintextV5.decode(plaintext),
            ClassicData.read(plaintext))
        .flatMap(Optional::stream)
        .forEach(
            content ->
                assertThat(content.payload().size() + content.padding().size())
                    .isLessThan(input.length));
  }

  @FuzzTest
  void shouldNotOpenWhatNobodySealed(byte[] input) {
    Bytes data = Bytes.wrap(input);
    for (Bytes aesNonce : new Bytes[] {Bytes.EMPTY, Bytes.repeat((byte) 2, 12)}) {
      SealedMessage message = new SealedMessage(data, aesNonce);
      for (WhisperVersion version : new WhisperVersion[] {WhisperVersion.V5, WhisperVersion.V6}) {
        Envelope envelope = Envelope.of(version, 1, 1, Topic.ZERO, message, 0);
        assertThat(new MessageOpener(envelope).openSymmetric(KEY)).isEmpty();
        assertThat(new MessageOpener(envelope).openAsymmetric(PRIVATE_KEY)).isEmpty();
      }
    }
    assertThat(ClassicData.open(PRIVATE_KEY, data)).isEmpty();
    ClassicData.isEncrypted(data);
  }
}

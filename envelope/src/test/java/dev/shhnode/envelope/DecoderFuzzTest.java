// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.SymmetricKey;
import org.apache.tuweni.bytes.Bytes;

/** No bytes may do more than be refused. Seeds lie beside the test's resources. */
class DecoderFuzzTest {

  private static final SymmetricKey KEY = SymmetricKey.of(Bytes.repeat((byte) 1, 32));
  private static final PrivateKey PRIVATE_KEY = PrivateKey.of(Bytes.repeat((byte) 1, 32));

  @FuzzTest
  void shouldReadAnEnvelopeExactlyOrRefuseIt(byte[] input) {
    try {
      assertThat(Envelope.decode(Bytes.wrap(input)).rlp()).isEqualTo(Bytes.wrap(input));
    } catch (DecodeException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }

  @FuzzTest
  void shouldTakeAPlaintextApartOrRefuseIt(byte[] input) {
    Plaintext.decode(Bytes.wrap(input))
        .ifPresent(
            content ->
                assertThat(content.payload().size() + content.padding().size())
                    .isLessThan(input.length));
  }

  @FuzzTest
  void shouldNotOpenWhatNobodySealed(byte[] input) {
    assertThat(MessageOpener.openSymmetric(KEY, Bytes.wrap(input))).isEmpty();
    assertThat(MessageOpener.openAsymmetric(PRIVATE_KEY, Bytes.wrap(input))).isEmpty();
  }
}

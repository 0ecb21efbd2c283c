// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.mix.sphinx.Unwrapped.Exit;
import dev.shhnode.mix.sphinx.Unwrapped.Forward;
import dev.shhnode.mix.sphinx.Unwrapped.Reason;
import dev.shhnode.mix.sphinx.Unwrapped.Refused;
import dev.shhnode.mix.sphinx.Unwrapped.Reply;
import java.util.Arrays;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** No bytes may do more than be refused. Seeds lie beside the test's resources. */
class PacketFuzzTest {

  private static final Geometry GEOMETRY = Geometry.MIX1;
  private static final int END_SIZE = 32;

  private static final MixKeyPair KEY = MixKeyPair.of(new byte[32]);
  private static final Sphinx SPHINX =
      new Sphinx(GEOMETRY, SphinxProfile.MIX1, KeyAgreement.bouncyCastle());

  @FuzzTest
  void shouldRefuseWhatNobodyMade(byte[] input) {
    assertThat(
            SPHINX.agree(KEY, Bytes.wrap(input)).isEmpty() || input.length == GEOMETRY.packetSize())
        .isTrue();
    Bytes packet = Bytes.wrap(Arrays.copyOf(input, GEOMETRY.packetSize()));
    Optional<Agreed> agreed = SPHINX.agree(KEY, packet);
    agreed.ifPresent(a -> assertThat(SPHINX.open(a)).isEqualTo(new Refused(Reason.MAC)));
  }

  /** The first 32 bytes are what the mix reads of the header, the others its plain body. */
  @FuzzTest
  void shouldReadWhateverASenderWroteOrRefuseIt(byte[] input) {
    Bytes end = Bytes.wrap(Arrays.copyOf(input, END_SIZE));
    Bytes body =
        Bytes.wrap(Arrays.copyOf(input, END_SIZE + GEOMETRY.payloadSize())).slice(END_SIZE);
    OddSender sender = new OddSender(NeitherSecureNorRandom.of(6));
    Bytes packet = sender.packet(KEY.publicKey(), end, body);

    check(SPHINX.open(SPHINX.agree(KEY, packet).orElseThrow()), end);
  }

  private static void check(Unwrapped found, Bytes end) {
    if (found instanceof Forward forward) {
      assertThat(forward.packet().size()).isEqualTo(GEOMETRY.packetSize());
      assertThat(forward.next().bytes()).isEqualTo(end.slice(2, MixId.SIZE));
    } else if (found instanceof Exit exit) {
      assertThat(exit.body().size()).isLessThanOrEqualTo(GEOMETRY.maxBodySize());
    } else if (found instanceof Reply reply) {
      assertThat(reply.surbHandle()).isEqualTo(end.slice(1 + Surb.CLIENT_SIZE));
    } else {
      assertThat(found).isNotEqualTo(new Refused(Reason.MAC));
    }
  }

  @FuzzTest
  void shouldDecodeASurbExactlyOrNotAtAll(byte[] input) {
    Optional<Surb> decoded = Surb.decode(GEOMETRY, Bytes.wrap(input));

    decoded.ifPresent(surb -> assertThat(surb.encode()).isEqualTo(Bytes.wrap(input)));
    assertThat(decoded.isPresent())
        .isEqualTo(input.length == GEOMETRY.surbSize() && input[0] == -1 && input[1] == 0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class BundleEncoderTest {

  private final BundleEncoder encoder = new BundleEncoder();
  private final List<Envelope> three =
      IntStream.range(0, 3)
          .mapToObj(i -> Envelope.of(1_000, 50, new Topic(i), Bytes.random(100), 0))
          .toList();

  @Test
  void shouldShareTheBytesOfTheSameEnvelopes() {
    Bytes first = encode(Shh6.INSTANCE, three);

    assertThat(encode(Shh6.INSTANCE, List.copyOf(three))).isSameAs(first);
    assertThat(first).isEqualTo(plain(Shh6.INSTANCE, three));
  }

  @Test
  void shouldEncodeAnewWhatDiffers() {
    List<List<Envelope>> others =
        List.of(
            three.subList(0, 2),
            List.of(three.get(0), three.get(2), three.get(1)),
            three,
            three.subList(1, 3));
    encode(Shh6.INSTANCE, three);

    for (List<Envelope> other : others) {
      assertThat(encode(Shh6.INSTANCE, other)).isEqualTo(plain(Shh6.INSTANCE, other));
    }
  }

  @Test
  void shouldNotShareBetweenVersions() {
    List<Envelope> one = three.subList(0, 1);
    encode(Shh6.INSTANCE, one);

    assertThat(encode(Shh5.INSTANCE, one)).isEqualTo(plain(Shh5.INSTANCE, one));
  }

  private Bytes encode(ShhProtocol protocol, List<Envelope> bundle) {
    return encoder.encode(protocol, bundle, size(bundle));
  }

  private static Bytes plain(ShhProtocol protocol, List<Envelope> bundle) {
    return protocol.encodeMessages(bundle, size(bundle));
  }

  private static int size(List<Envelope> bundle) {
    return bundle.stream().mapToInt(Envelope::rlpSize).sum();
  }
}

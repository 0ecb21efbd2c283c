// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static dev.shhnode.mix.sphinx.SphinxTest.flipped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.mix.sphinx.Unwrapped.Reply;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.MutableBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurbTest {

  private static final Geometry GEOMETRY = Geometry.MIX1;
  private static final Bytes CLIENT = Bytes.repeat((byte) 0xc1, Surb.CLIENT_SIZE);
  private static final Bytes HANDLE = Bytes.repeat((byte) 0x4a, Surb.HANDLE_SIZE);
  private static final Bytes LOG = Bytes.repeat((byte) 0x10, GEOMETRY.logSize());
  private static final Bytes BODY = Bytes.fromHexString("0xdecade");

  private final NeitherSecureNorRandom random = NeitherSecureNorRandom.of(2);
  private final Sphinx sphinx =
      new Sphinx(GEOMETRY, SphinxProfile.MIX1, KeyAgreement.bouncyCastle());

  private MadeSurb surb(TestPath path) {
    return sphinx.createSurb(path.hops(), CLIENT, HANDLE, random);
  }

  private Reply reply(TestPath path, Bytes packet) {
    Unwrapped found = path.walk(sphinx, packet);
    assertThat(found).isInstanceOf(Reply.class);
    return (Reply) found;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void shouldBringAReplyToItsMakerOverPathsOfAllLengths(int length) {
    TestPath path = TestPath.of(length, random);
    MadeSurb made = surb(path);
    Surb received = Surb.decode(GEOMETRY, made.surb().encode()).orElseThrow();

    Reply reply = reply(path, sphinx.seal(received, BODY, LOG));

    assertThat(received.firstHop()).isEqualTo(TestPath.id(0));
    assertThat(reply.client()).isEqualTo(CLIENT);
    assertThat(reply.surbHandle()).isEqualTo(HANDLE).isEqualTo(made.keys().handle());
    assertThat(made.keys().open(reply.payload(), reply.log()))
        .contains(new SurbKeys.Message(BODY, LOG));
  }

  @Test
  void shouldTellHowLongTheMixesKeepTheReply() {
    TestPath path = TestPath.of(3, random);
    MadeSurb made = surb(path);
    Bytes packet = sphinx.seal(made.surb(), BODY, LOG);

    long delays = 0;
    for (int hop = 0; hop < 2; hop++) {
      delays += ((Unwrapped.Forward) path.walk(sphinx, packet, 0, hop)).delayNanos();
    }

    assertThat(made.keys().delayNanos()).isEqualTo(delays).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_486})
  void shouldCarryRepliesUpToTheBound(int size) {
    TestPath path = TestPath.of(2, random);
    MadeSurb made = surb(path);
    Bytes body = Bytes.repeat((byte) 0xff, size);

    Reply reply = reply(path, sphinx.seal(made.surb(), body, LOG));

    assertThat(made.keys().open(reply.payload(), reply.log()))
        .map(SurbKeys.Message::body)
        .contains(body);
  }

  @Test
  void shouldUseASurbOnceAndNotForWhatDoesNotFit() {
    Surb surb = surb(TestPath.of(1, random)).surb();

    assertThatThrownBy(() -> sphinx.seal(surb, Bytes.wrap(new byte[1_487]), LOG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("body is 1487 bytes, expected at most 1486");
    assertThatThrownBy(() -> sphinx.seal(surb, BODY, LOG.slice(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("log is 31 bytes, expected 32");
    sphinx.seal(surb, BODY, LOG);
    assertThatThrownBy(() -> sphinx.seal(surb, BODY, LOG))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(surb::encode).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuseNamesOfOtherLengths() {
    TestPath path = TestPath.of(1, random);

    assertThatThrownBy(() -> sphinx.createSurb(path.hops(), CLIENT.slice(1), HANDLE, random))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sphinx.createSurb(path.hops(), CLIENT, HANDLE.slice(1), random))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReadNothingOfAReplyThatWasChanged() {
    TestPath path = TestPath.of(3, random);
    MadeSurb made = surb(path);
    Bytes packet = sphinx.seal(made.surb(), BODY, LOG);

    for (int bit = 8 * GEOMETRY.bodyOffset(); bit < 8 * GEOMETRY.packetSize(); bit += 101) {
      Reply reply = reply(path, flipped(packet, bit));
      assertThat(made.keys().open(reply.payload(), reply.log())).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void shouldReadNothingOfRepliesOfOtherLengthsOrToOtherSurbs() {
    TestPath path = TestPath.of(1, random);
    MadeSurb made = surb(path);
    Reply reply = reply(path, sphinx.seal(made.surb(), BODY, LOG));

    assertThat(made.keys().open(reply.payload().slice(1), reply.log())).isEmpty();
    assertThat(made.keys().open(reply.payload(), reply.log().slice(1))).isEmpty();
    assertThat(surb(path).keys().open(reply.payload(), reply.log())).isEmpty();
  }

  @Test
  void shouldDecodeNothingElse() {
    Bytes encoded = surb(TestPath.of(1, random)).surb().encode();
    MutableBytes otherType = encoded.mutableCopy();
    otherType.set(0, (byte) 0);
    MutableBytes otherClass = encoded.mutableCopy();
    otherClass.set(1, (byte) 1);

    assertThat(encoded.size()).isEqualTo(GEOMETRY.surbSize()).isEqualTo(272);
    assertThat(Surb.decode(GEOMETRY, encoded.slice(1))).isEmpty();
    assertThat(Surb.decode(GEOMETRY, Bytes.concatenate(encoded, Bytes.of(0)))).isEmpty();
    assertThat(Surb.decode(GEOMETRY, otherType)).isEmpty();
    assertThat(Surb.decode(GEOMETRY, otherClass)).isEmpty();
  }

  @Test
  void shouldHideSecretsWhenPrinted() {
    MadeSurb made = surb(TestPath.of(1, random));

    assertThat(made.surb()).asString().endsWith("key hidden]");
    assertThat(made.keys()).hasToString("SurbKeys[hidden]");
  }
}

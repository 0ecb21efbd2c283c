// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.mix.sphinx.Unwrapped.Exit;
import dev.shhnode.mix.sphinx.Unwrapped.Forward;
import dev.shhnode.mix.sphinx.Unwrapped.Reason;
import dev.shhnode.mix.sphinx.Unwrapped.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.bytes.MutableBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SphinxTest {

  private static final Geometry GEOMETRY = Geometry.MIX1;
  private static final Bytes BODY = Bytes.fromHexString("0xc0ffee");

  private final NeitherSecureNorRandom random = NeitherSecureNorRandom.of(1);
  private final Sphinx sphinx =
      new Sphinx(GEOMETRY, SphinxProfile.MIX1, KeyAgreement.bouncyCastle());

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void shouldReachTheExitOverPathsOfAllLengths(int length) {
    TestPath path = TestPath.of(length, random);
    PreparedHeader header = sphinx.prepare(path.hops(), random);
    Bytes packet = sphinx.seal(header, Command.FLOOD, BODY);

    long delays = 0;
    for (int hop = 0; hop < length - 1; hop++) {
      Unwrapped found = sphinx.open(sphinx.agree(path.keys().get(hop), packet).orElseThrow());
      assertThat(found).isInstanceOf(Forward.class);
      Forward forward = (Forward) found;
      assertThat(forward.next()).isEqualTo(TestPath.id(hop + 1));
      assertThat(forward.packet().size()).isEqualTo(GEOMETRY.packetSize());
      packet = forward.packet();
      delays += forward.delayNanos();
    }
    Agreed last = sphinx.agree(path.keys().get(length - 1), packet).orElseThrow();

    long lastDelay = header.delayNanos() - delays;
    assertThat(sphinx.open(last)).isEqualTo(new Exit(Command.FLOOD, BODY, lastDelay));
    assertThat(header.firstHop()).isEqualTo(TestPath.id(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6})
  void shouldRefuseToMakePathsOfOtherLengths(int length) {
    List<Hop> hops = TestPath.of(length, random).hops();

    assertThatThrownBy(() -> sphinx.prepare(hops, random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("path has " + length + " hops, expected 1 to 5");
  }

  @ParameterizedTest
  @EnumSource(Command.class)
  void shouldCarryEachCommand(Command command) {
    TestPath path = TestPath.of(2, random);

    Unwrapped found = path.walk(sphinx, sphinx.create(path.hops(), command, BODY, random));

    assertThat(found).isInstanceOf(Exit.class);
    assertThat(((Exit) found).command()).isEqualTo(command);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_483, 1_484})
  void shouldCarryBodiesUpToTheBound(int size) {
    TestPath path = TestPath.of(3, random);
    Bytes body = Bytes.repeat((byte) 0xff, size);

    Unwrapped found = path.walk(sphinx, sphinx.create(path.hops(), Command.DROP, body, random));

    assertThat(found).isInstanceOf(Exit.class);
    assertThat(((Exit) found).body()).isEqualTo(body);
  }

  @Test
  void shouldRefuseLargerBodiesAndKeepTheHeaderForAnother() {
    TestPath path = TestPath.of(1, random);
    PreparedHeader header = sphinx.prepare(path.hops(), random);
    Bytes tooLarge = Bytes.wrap(new byte[GEOMETRY.maxBodySize() + 1]);

    assertThatThrownBy(() -> sphinx.seal(header, Command.FLOOD, tooLarge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("body is 1485 bytes, expected at most 1484");
    assertThatThrownBy(() -> sphinx.create(path.hops(), Command.FLOOD, tooLarge, random))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(path.walk(sphinx, sphinx.seal(header, Command.FLOOD, BODY)))
        .isInstanceOf(Exit.class);
  }

  @Test
  void shouldUseAHeaderOnce() {
    PreparedHeader header = sphinx.prepare(TestPath.of(3, random).hops(), random);
    sphinx.seal(header, Command.FLOOD, BODY);

    assertThatThrownBy(() -> sphinx.seal(header, Command.FLOOD, BODY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the header was used before");
  }

  @Test
  void shouldGiveTheExitNothingIfAnyBitOfTheBodyIsFlippedAtAnyHop() {
    TestPath path = TestPath.of(3, random);
    Bytes packet = sphinx.create(path.hops(), Command.FLOOD, BODY, random);
    List<Bytes> atHop = List.of(packet, path.at(sphinx, packet, 1), path.at(sphinx, packet, 2));

    for (int bit = 8 * GEOMETRY.bodyOffset(); bit < 8 * GEOMETRY.packetSize(); bit++) {
      int hop = bit % 3;
      Unwrapped found = path.walk(sphinx, flipped(atHop.get(hop), bit), hop, 2);
      assertThat(found).as("bit %d at hop %d", bit, hop).isEqualTo(new Refused(Reason.PAYLOAD_TAG));
    }
  }

  @Test
  void shouldMakeGarbageOfTheWholeBodyByOneFlippedBit() {
    Lioness lioness = new Lioness(Bytes.repeat((byte) 7, Lioness.KEY_SIZE).toArrayUnsafe());
    int bits = 8 * GEOMETRY.payloadSize();

    for (int bit = 0; bit < bits; bit += 97) {
      byte[] block = new byte[GEOMETRY.payloadSize()];
      block[bit / 8] ^= (byte) (1 << bit % 8);
      lioness.decrypt(block, 0, block.length);
      byte[] other = new byte[GEOMETRY.payloadSize()];
      lioness.decrypt(other, 0, other.length);

      assertThat(ones(block, other)).isBetween(bits / 2 - bits / 20, bits / 2 + bits / 20);
    }
  }

  private static int ones(byte[] one, byte[] other) {
    int ones = 0;
    for (int i = 0; i < one.length; i++) {
      ones += Integer.bitCount((one[i] ^ other[i]) & 0xff);
    }
    return ones;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldRefuseEachFlippedBitOfTheHeader(int hop) {
    TestPath path = TestPath.of(3, random);
    Bytes packet = path.at(sphinx, sphinx.create(path.hops(), Command.FLOOD, BODY, random), hop);

    for (int bit = 0; bit < 8 * GEOMETRY.headerSize(); bit++) {
      Unwrapped found = path.walk(sphinx, flipped(packet, bit), hop, hop);
      assertThat(found).as("bit %d", bit).isEqualTo(new Refused(Reason.MAC));
    }
  }

  @Test
  void shouldNotCareAboutTheLogOfAForwardPacket() {
    TestPath path = TestPath.of(2, random);
    Bytes packet = sphinx.create(path.hops(), Command.FLOOD, BODY, random);

    Unwrapped found = path.walk(sphinx, flipped(packet, 8 * GEOMETRY.logOffset()));

    assertThat(found).isInstanceOf(Exit.class);
  }

  @Test
  void shouldRefuseEachOtherLength() {
    TestPath path = TestPath.of(1, random);
    Bytes packet = sphinx.create(path.hops(), Command.FLOOD, BODY, random);
    Bytes longer = Bytes.concatenate(packet, Bytes.wrap(new byte[GEOMETRY.packetSize()]));

    for (int size = 0; size <= longer.size(); size++) {
      assertThat(sphinx.agree(path.keys().get(0), longer.slice(0, size)).isPresent())
          .as("%d bytes", size)
          .isEqualTo(size == 1_760);
    }
  }

  @Test
  void shouldRefuseAPacketForAnotherKey() {
    Bytes packet = sphinx.create(TestPath.of(1, random).hops(), Command.FLOOD, BODY, random);
    MixKeyPair other = MixKeyPair.generate(random);

    assertThat(sphinx.open(sphinx.agree(other, packet).orElseThrow()))
        .isEqualTo(new Refused(Reason.MAC));
  }

  @Test
  void shouldReadNothingWithADestroyedKey() {
    TestPath path = TestPath.of(1, random);
    Bytes packet = sphinx.create(path.hops(), Command.FLOOD, BODY, random);

    path.keys().get(0).destroy();

    assertThat(sphinx.agree(path.keys().get(0), packet)).isEmpty();
  }

  @Test
  void shouldKnowAPacketAgainAndNoOther() {
    TestPath path = TestPath.of(1, random);
    Set<Bytes> tags = new HashSet<>();

    for (int i = 0; i < 20; i++) {
      Bytes packet = sphinx.create(path.hops(), Command.FLOOD, BODY, random);
      Bytes tag = sphinx.agree(path.keys().get(0), packet).orElseThrow().replayTag();
      assertThat(tag.size()).isEqualTo(ReplayCache.TAG_SIZE);
      assertThat(tags.add(tag)).isTrue();
      int inTheBody = 8 * GEOMETRY.bodyOffset();
      assertThat(sphinx.agree(path.keys().get(0), flipped(packet, inTheBody)).orElseThrow())
          .extracting(Agreed::replayTag)
          .isEqualTo(tag);
    }
  }

  /** With the vectors' profile the packet would be taken, so a replay must have the same tag. */
  @ParameterizedTest
  @EnumSource(SphinxProfile.class)
  void shouldMakeNoReplayOfAnotherEncodingOfThePoint(SphinxProfile profile) {
    Sphinx either = new Sphinx(GEOMETRY, profile, KeyAgreement.bouncyCastle());
    TestPath path = TestPath.of(1, random);
    Bytes packet = either.create(path.hops(), Command.FLOOD, BODY, random);
    Bytes encodedOtherwise = flipped(packet, 8 * 31 + 7);

    Agreed agreed = either.agree(path.keys().get(0), packet).orElseThrow();
    Agreed again = either.agree(path.keys().get(0), encodedOtherwise).orElseThrow();

    if (profile == SphinxProfile.MIX1) {
      assertThat(again.replayTag()).isNotEqualTo(agreed.replayTag());
      assertThat(either.open(again)).isEqualTo(new Refused(Reason.MAC));
    } else {
      assertThat(again.replayTag()).isEqualTo(agreed.replayTag());
    }
  }

  /**
   * What somebody learns who sees all links. With the vectors' profile the headers before and after
   * a mix give the key of the body, by which the two packets are known to be one.
   */
  @ParameterizedTest
  @EnumSource(SphinxProfile.class)
  void shouldNotTellTheKeyOfTheBodyByTheHeadersBeforeAndAfterAMix(SphinxProfile profile) {
    Sphinx either = new Sphinx(GEOMETRY, profile, KeyAgreement.bouncyCastle());
    TestPath path = TestPath.of(2, random);
    Bytes before = either.create(path.hops(), Command.FLOOD, BODY, random);
    Bytes after = path.at(either, before, 1);

    Bytes routing =
        Bytes.concatenate(
            Bytes.wrap(Sphinx.block(TestPath.DELAY, TestPath.id(1))),
            after.slice(GEOMETRY.macOffset(), 16),
            after.slice(32, GEOMETRY.routingSize()));
    Bytes covered =
        Bytes.concatenate(before.slice(32, GEOMETRY.routingSize()), Bytes.wrap(new byte[32]));
    byte[] key = routing.xor(covered).slice(0, Lioness.KEY_SIZE).toArray();
    byte[] body = before.slice(GEOMETRY.bodyOffset()).toArray();
    new Lioness(key).decrypt(body, 0, body.length);

    boolean linked = Bytes.wrap(body).equals(after.slice(GEOMETRY.bodyOffset()));
    assertThat(linked).isEqualTo(profile == SphinxProfile.VECTORS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void shouldRefusePointsOfSmallOrder(String point) {
    for (int high : new int[] {0, 0x80}) {
      MutableBytes encoded = Bytes.fromHexString(point).mutableCopy();
      encoded.set(31, (byte) (encoded.get(31) | high));
      Bytes packet = Bytes.concatenate(encoded, Bytes.wrap(new byte[GEOMETRY.packetSize() - 32]));
      Bytes32 key = Bytes32.wrap(encoded);

      assertThat(sphinx.agree(MixKeyPair.generate(random), packet)).isEmpty();
      assertThat(MixKeyPair.isPublicKey(key)).isFalse();
      List<Hop> hops = List.of(new Hop(TestPath.id(0), key, DelayClass.USUAL));
      assertThatThrownBy(() -> sphinx.prepare(hops, random))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the key of hop 0 has small order");
    }
  }

  @Test
  void shouldHideSecretsWhenPrinted() {
    TestPath path = TestPath.of(1, random);

    assertThat(path.keys().get(0)).asString().endsWith("private key hidden]");
    assertThat(sphinx.prepare(path.hops(), random)).asString().endsWith("keys hidden]");
  }

  static Bytes flipped(Bytes bytes, int bit) {
    MutableBytes copy = bytes.mutableCopy();
    copy.set(bit / 8, (byte) (copy.get(bit / 8) ^ 1 << bit % 8));
    return copy;
  }
}

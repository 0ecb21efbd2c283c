// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import static dev.shhnode.mix.directory.TestMix.EPOCH;
import static dev.shhnode.mix.directory.TestMix.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.rlpx.enr.NodeRecord;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {

  /** Of order 8 (RFC 7748's curve, as lists of small points have it). */
  private static final Bytes32 SMALL_ORDER =
      Bytes32.fromHexString("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");

  private final TestMix mix = TestMix.of(1);

  private static void assertRefused(Bytes record, String why) {
    assertThatThrownBy(() -> Descriptor.decode(record, NETWORK))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(why);
  }

  private Descriptor.Content content(Bytes32 key, Bytes32 nextKey, double minPow) {
    return new Descriptor.Content(
        EPOCH, key, nextKey, MixRole.toBits(TestMix.ALL_ROLES), 250, minPow, NETWORK.id());
  }

  private static Bytes32 someKey() {
    return Keccak256.hash(Bytes.of(1));
  }

  @Test
  void shouldReadWhatAMixSaysOfItself() {
    Descriptor read = mix.descriptor();

    assertThat(read.id()).isEqualTo(mix.id());
    assertThat(read.node()).isEqualTo(mix.node());
    assertThat(read.hash()).isEqualTo(Keccak256.hash(mix.node().toBytes()));
    assertThat(read.epoch()).isEqualTo(EPOCH);
    assertThat(read.keyOf(EPOCH)).contains(mix.content(EPOCH).key());
    assertThat(read.keyOf(EPOCH + 1)).contains(mix.content(EPOCH).nextKey());
    assertThat(read.keyOf(EPOCH - 1)).isEmpty();
    assertThat(read.keyOf(EPOCH + 2)).isEmpty();
    assertThat(read.capacity()).isEqualTo(250);
    assertThat(read.minPow()).isEqualTo(0.2);
    assertThat(read.endpoint()).hasToString("enode://" + mix.node() + "@10.0.0.1:30303?discport=0");
    assertThat(read.record().encode()).isEqualTo(mix.record());
  }

  @Test
  void shouldStayWithinTheSizeOfARecordThoughAllItSaysIsLong() {
    Descriptor.Content content =
        new Descriptor.Content(
            0xffff_ffffL,
            someKey(),
            someKey(),
            0xffff_ffffL,
            0xffff_ffffL,
            Double.MAX_VALUE,
            0xffff_ffffL);
    Map<String, Bytes> address = new TreeMap<>();
    address.put("ip", RlpWriter.value(Bytes.of(255, 255, 255, 255)));
    address.put("ip6", RlpWriter.value(Bytes.repeat((byte) 0xff, 16)));
    address.put("tcp", RlpWriter.value(Bytes.of(0xff, 0xff)));
    address.put("udp", RlpWriter.value(Bytes.of(0xff, 0xff)));

    Bytes record = Descriptor.sign(mix.keys(), -1, content, -1, address).encode();

    assertThat(record.size()).isLessThanOrEqualTo(NodeRecord.MAX_SIZE);
  }

  @Test
  void shouldSayForWhichPlacesAMixIs() {
    Descriptor relay = mix.descriptor(EnumSet.of(MixRole.RELAY));
    Descriptor exit = mix.descriptor(EnumSet.of(MixRole.EXIT));
    Descriptor none = mix.descriptor(Set.of());

    assertThat(relay.canBe(false)).isTrue();
    assertThat(relay.canBe(true)).isFalse();
    assertThat(exit.canBe(false)).isFalse();
    assertThat(exit.canBe(true)).isTrue();
    assertThat(none.canBe(false) || none.canBe(true)).isFalse();
  }

  /** A later version may have more of them; its proof of work covers what it says. */
  @Test
  void shouldIgnoreRolesThatItDoesNotKnow() {
    Descriptor.Content content =
        new Descriptor.Content(EPOCH, someKey(), someKey(), 0xfffd, 250, 0.2, NETWORK.id());

    assertThat(TestMix.decode(mix.record(content, 1)).roles()).containsExactly(MixRole.RELAY);
  }

  @Test
  void shouldRefuseOneOfAnotherNetwork() {
    MixNetwork other = new MixNetwork(8, Duration.ofHours(1), 0, 120, Geometry.MIX1);
    Bytes record = mix.record();

    assertThatThrownBy(() -> Descriptor.decode(record, other))
        .isInstanceOf(DecodeException.class)
        .hasMessage("descriptor of network 7");
  }

  @Test
  void shouldRefuseOneWithoutProofOfWork() {
    Descriptor.Content content = mix.content(EPOCH);
    Bytes32 input = content.proofInput(mix.node());
    long bad = 0;
    while (DescriptorProof.holds(input, bad, NETWORK.proofBits())) {
      bad++;
    }

    assertRefused(
        Descriptor.sign(mix.keys(), 1, content, bad, mix.address()).encode(),
        "descriptor without proof of work");
  }

  /** What one node has worked for is worth nothing to another. */
  @Test
  void shouldBindTheProofToTheNodeAndToAllThatIsSaid() {
    Bytes32 input = mix.content(EPOCH).proofInput(mix.node());

    assertThat(mix.content(EPOCH).proofInput(TestMix.of(2).node())).isNotEqualTo(input);
    assertThat(mix.content(EPOCH + 1).proofInput(mix.node())).isNotEqualTo(input);
    assertThat(mix.content(EPOCH, EnumSet.of(MixRole.EXIT)).proofInput(mix.node()))
        .isNotEqualTo(input);
    assertThat(content(someKey(), someKey(), 0.2).proofInput(mix.node())).isNotEqualTo(input);
  }

  @Test
  void shouldRefuseAKeyOfSmallOrder() {
    assertRefused(mix.record(content(SMALL_ORDER, someKey(), 0.2), 1), "key of small order");
    assertRefused(mix.record(content(someKey(), SMALL_ORDER, 0.2), 1), "key of small order");
    assertRefused(mix.record(content(Bytes32.ZERO, someKey(), 0.2), 1), "key of small order");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -1, -0.2, Double.POSITIVE_INFINITY})
  void shouldRefuseAProofOfWorkThatNothingHas(double minPow) {
    assertRefused(
        mix.record(content(someKey(), someKey(), minPow), 1),
        "least proof of work that is no such number");
  }

  @Test
  void shouldRefuseOneWithoutAnAddress() {
    Descriptor.Content content = mix.content(EPOCH);
    long proof =
        DescriptorProof.search(content.proofInput(mix.node()), NETWORK.proofBits(), 0, 1_000)
            .orElseThrow();
    Map<String, Bytes> noPort = Map.of("ip", RlpWriter.value(mix.ip()));
    Map<String, Bytes> anywhere = new TreeMap<>(mix.address());
    anywhere.put("ip", RlpWriter.value(Bytes.of(0, 0, 0, 0)));

    for (Map<String, Bytes> address : List.of(Map.<String, Bytes>of(), noPort, anywhere)) {
      assertRefused(
          Descriptor.sign(mix.keys(), 1, content, proof, address).encode(), "without an address");
    }
  }

  @Test
  void shouldRefuseARecordOfANodeThatIsNoMix() {
    assertRefused(NodeRecord.sign(mix.keys(), 1, mix.address()).encode(), "record without mix");
  }

  @Test
  void shouldRefuseASurplusInTheValueOrAfterTheRecord() {
    Map<String, Bytes> pairs = new TreeMap<>(mix.address());
    pairs.put(Descriptor.KEY, RlpWriter.list(writer -> writer.writeInteger(1)));

    assertRefused(NodeRecord.sign(mix.keys(), 1, pairs).encode(), "");
    assertRefused(Bytes.concatenate(mix.record(), Bytes.of(0)), "bytes after the node record");
  }

  @Test
  void shouldRefuseAnOversizedRecord() {
    assertRefused(Bytes.wrap(new byte[NodeRecord.MAX_SIZE + 1]), "node record of 301 bytes");
  }

  @Test
  void shouldRefuseEveryChangedByte() {
    Bytes record = mix.record();

    for (int i = 0; i < record.size(); i++) {
      byte[] changed = record.toArray();
      changed[i] ^= 1;
      assertRefused(Bytes.wrap(changed), "");
    }
  }
}

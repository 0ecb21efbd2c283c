// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.mix.MixConfig;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.TrafficProfile;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.sphinx.MixId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A mix that is known by a number, from which all it says follows.
 *
 * @param keys of the node
 * @param ip its address, 4 or 16 bytes
 */
public record TestMix(KeyPair keys, Bytes ip) {

  public static final MixNetwork NETWORK =
      new MixNetwork(7, Duration.ofHours(1), 4, 120, Geometry.MIX1);

  public static final Set<MixRole> ALL_ROLES = EnumSet.allOf(MixRole.class);

  /** Uses a mix once two peers have told of it. */
  public static final MixConfig CONFIG =
      new MixConfig(NETWORK, ALL_ROLES, TrafficProfile.STD, 3, 2, 0, 0.2);

  public static final long EPOCH = 472_222;

  /** In the middle of {@link #EPOCH}. */
  public static final long NOW = NETWORK.startOf(EPOCH) + 1_800;

  static final int PORT = 30_303;

  /** A mix with a private address of its own. */
  public static TestMix of(int number) {
    return at(number, Bytes.of(10, number >> 16, number >> 8 & 0xff, number & 0xff));
  }

  public static TestMix at(int number, Bytes ip) {
    Bytes32 key = Bytes32.leftPad(Bytes.ofUnsignedInt(number + 1));
    return new TestMix(KeyPair.of(PrivateKey.of(key)), ip);
  }

  /** The descriptors of so many mixes. */
  static List<Descriptor> descriptors(int count) {
    return IntStream.range(0, count).mapToObj(number -> of(number).descriptor()).toList();
  }

  public PublicKey node() {
    return keys.publicKey();
  }

  public MixId id() {
    return MixId.of(node());
  }

  public Map<String, Bytes> address() {
    return Map.of(
        ip.size() == 4 ? "ip" : "ip6",
        RlpWriter.value(ip),
        "tcp",
        RlpWriter.value(Bytes.minimalBytes(PORT)));
  }

  Descriptor.Content content(long epoch) {
    return content(epoch, ALL_ROLES);
  }

  Descriptor.Content content(long epoch, Set<MixRole> roles) {
    return new Descriptor.Content(
        epoch, key(epoch), key(epoch + 1), MixRole.toBits(roles), 250, 0.2, NETWORK.id());
  }

  private Bytes32 key(long epoch) {
    return Keccak256.hash(node().toBytes(), Bytes.ofUnsignedLong(epoch));
  }

  /** Signs something with the proof of work that it needs. */
  Bytes record(Descriptor.Content content, long seq) {
    long proof =
        DescriptorProof.search(
                content.proofInput(node()), NETWORK.proofBits(), 0, Integer.MAX_VALUE)
            .orElseThrow();
    return Descriptor.sign(keys, seq, content, proof, address()).encode();
  }

  public Bytes record(long epoch, long seq) {
    return record(content(epoch), seq);
  }

  /** Its record of {@link #EPOCH}. */
  public Bytes record() {
    return record(EPOCH, 1);
  }

  public Descriptor descriptor() {
    return decode(record());
  }

  static Descriptor decode(Bytes record) {
    try {
      return Descriptor.decode(record, NETWORK);
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  Descriptor descriptor(Set<MixRole> roles) {
    return decode(record(content(EPOCH, roles), 1));
  }
}

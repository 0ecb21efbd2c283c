// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.mix.MixNetwork;
import dev.shhnode.mix.MixRole;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.mix.sphinx.MixKeyPair;
import dev.shhnode.rlpx.enr.NodeRecord;
import dev.shhnode.rlpx.peers.Enode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.rlp.RLPReader;

/**
 * What a mix says of itself: a node record with the key {@code mix}, whose value is the RLP list
 * {@code [epoch, key of the epoch, key of the next, roles, capacity, minPow, network, proof]}.
 * Immutable; every instance is signed by its node and carries the proof of work of its network.
 *
 * @param record as signed
 * @param id of the mix, of 14 bytes
 * @param hash of the node's public key, by which mixes are drawn and sorted
 * @param epoch of {@code key}
 * @param key X25519, for packets of the epoch
 * @param nextKey for packets of the epoch after it
 * @param roles what it does
 * @param capacity packets a second it says it can mix
 * @param minPow least proof of work of envelopes it floods
 * @param endpoint where it is dialled
 */
public record Descriptor(
    NodeRecord record,
    MixId id,
    Bytes32 hash,
    long epoch,
    Bytes32 key,
    Bytes32 nextKey,
    Set<MixRole> roles,
    long capacity,
    double minPow,
    Enode endpoint) {

  static final String KEY = "mix";
  private static final Bytes PROOF_TAG =
      Bytes.wrap("mix/1-descriptor".getBytes(StandardCharsets.US_ASCII));

  /**
   * What a mix wants to say; {@link #proofInput} of it has to be given a proof of work before it is
   * signed.
   *
   * @param roles bits, see {@link MixRole}: all of them, so that the proof holds for nodes that do
   *     not know some
   */
  public record Content(
      long epoch,
      Bytes32 key,
      Bytes32 nextKey,
      long roles,
      long capacity,
      double minPow,
      long network) {

    /** What the proof of work is about, with the node that it is for: it cannot be lent. */
    public Bytes32 proofInput(PublicKey node) {
      return Keccak256.hash(PROOF_TAG, node.toBytes(), encode(0));
    }

    private Bytes encode(long proof) {
      return RlpWriter.list(
          writer -> {
            writer.writeInteger(epoch);
            writer.writeBytes(key);
            writer.writeBytes(nextKey);
            writer.writeInteger(roles);
            writer.writeInteger(capacity);
            writer.writeInteger(Double.doubleToRawLongBits(minPow));
            writer.writeInteger(network);
            writer.writeInteger(proof);
          });
    }

    private static Content read(RLPReader list) throws DecodeException {
      return new Content(
          Rlp.readUint32(list),
          Bytes32.wrap(Rlp.readFixedBytes(list, Bytes32.SIZE)),
          Bytes32.wrap(Rlp.readFixedBytes(list, Bytes32.SIZE)),
          Rlp.readUint32(list),
          Rlp.readUint32(list),
          readPow(list),
          Rlp.readUint32(list));
    }

    private static double readPow(RLPReader list) throws DecodeException {
      double pow = Double.longBitsToDouble(Rlp.readUint64(list));
      if (!(pow >= 0) || Double.isInfinite(pow)) {
        throw new DecodeException("least proof of work that is no such number");
      }
      return pow;
    }
  }

  private record Signed(Content content, long proof) {}

  /**
   * Reads a descriptor and checks all that can be checked by itself: form, signature, network,
   * proof of work, a public address.
   *
   * @param record the node record's RLP, at most {@link NodeRecord#MAX_SIZE} bytes
   */
  public static Descriptor decode(Bytes record, MixNetwork network) throws DecodeException {
    NodeRecord node = NodeRecord.decode(record);
    Bytes value = node.get(KEY).orElseThrow(() -> new DecodeException("record without mix"));
    Signed signed =
        Rlp.decodeList(value, list -> new Signed(Content.read(list), Rlp.readUint64(list)));
    Content content = signed.content();
    if (content.network() != network.id()) {
      throw new DecodeException("descriptor of network " + content.network());
    }
    Bytes32 input = content.proofInput(node.publicKey());
    if (!DescriptorProof.holds(input, signed.proof(), network.proofBits())) {
      throw new DecodeException("descriptor without proof of work");
    }
    if (!MixKeyPair.isPublicKey(content.key()) || !MixKeyPair.isPublicKey(content.nextKey())) {
      throw new DecodeException("descriptor with a key of small order");
    }
    return of(node, content);
  }

  private static Descriptor of(NodeRecord node, Content content) throws DecodeException {
    Enode endpoint =
        node.enode()
            .filter(enode -> enode.tcpPort() != 0)
            .orElseThrow(() -> new DecodeException("descriptor without an address"));
    return new Descriptor(
        node,
        MixId.of(node.publicKey()),
        Keccak256.hash(node.publicKey().toBytes()),
        content.epoch(),
        content.key(),
        content.nextKey(),
        MixRole.ofBits(content.roles()),
        content.capacity(),
        content.minPow(),
        endpoint);
  }

  /**
   * Signs a descriptor.
   *
   * @param seq greater than that of the one before
   * @param address pairs of the node record that say where the node is, encoded
   * @param proof found by {@link DescriptorProof#search}
   */
  public static NodeRecord sign(
      KeyPair node, long seq, Content content, long proof, Map<String, Bytes> address) {
    Map<String, Bytes> pairs = new TreeMap<>(address);
    pairs.put(KEY, content.encode(proof));
    return NodeRecord.sign(node, seq, pairs);
  }

  /** Its key for packets of an epoch, if it has told it. */
  public Optional<Bytes32> keyOf(long wanted) {
    if (wanted == epoch) {
      return Optional.of(key);
    }
    return wanted == epoch + 1 ? Optional.of(nextKey) : Optional.empty();
  }

  public PublicKey node() {
    return record.publicKey();
  }

  /** Whether it does what the place in a path asks for: the last mix has to flood. */
  public boolean canBe(boolean last) {
    return roles.contains(last ? MixRole.EXIT : MixRole.RELAY);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.pow.PowRule;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.rlp.RLPReader;
import org.jspecify.annotations.Nullable;

/**
 * A v6 envelope: the RLP list {@code [expiry, ttl, topic, data, nonce]} (EIP-627, "Messages").
 *
 * <p>Immutable and thread-safe. Keeps its own copy of its RLP, never a view of a larger packet. Two
 * envelopes are equal when their hashes are.
 */
public final class Envelope {

  private static final int ELEMENTS_MAX_SIZE = 5 + 5 + 5 + 9;
  private static final long UINT32 = 0xffff_ffffL;
  private static final int NOT_COMPUTED = -1;

  private final Bytes rlp;
  private final int dataOffset;
  private final int dataSize;
  private final long expiry;
  private final long ttl;
  private final Topic topic;
  private final long nonce;

  // Computed when first asked for; threads that race compute the same.
  private @Nullable Bytes32 hash;
  private @Nullable Bytes32 dataHash;
  private int eip627Bits = NOT_COMPUTED;
  private int pre19Bits = NOT_COMPUTED;

  private Envelope(long expiry, long ttl, Topic topic, Bytes data, long nonce) {
    this.expiry = expiry;
    this.ttl = ttl;
    this.topic = topic;
    this.nonce = nonce;
    this.dataSize = data.size();
    RlpWriter writer = new RlpWriter(ELEMENTS_MAX_SIZE + RlpWriter.HEADER_MAX_SIZE + data.size());
    writer.writeInteger(expiry);
    writer.writeInteger(ttl);
    writer.writeBytes(topic.toBytes());
    writer.writeBytes(data);
    int end = writer.size();
    writer.writeInteger(nonce);
    this.rlp = writer.toList();
    this.dataOffset = rlp.size() - (writer.size() - end) - dataSize;
  }

  /**
   * Makes an envelope.
   *
   * @param expiry Unix time in seconds, below 2^32
   * @param ttl seconds, below 2^32
   * @param data the sealed message
   * @param nonce unsigned
   */
  public static Envelope of(long expiry, long ttl, Topic topic, Bytes data, long nonce) {
    if (expiry >>> Integer.SIZE != 0 || ttl >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException("expiry and TTL have 32 bits");
    }
    return new Envelope(expiry, ttl, topic, data, nonce);
  }

  /** Decodes one envelope and nothing after it. */
  public static Envelope decode(Bytes rlp) throws DecodeException {
    return Rlp.decodeList(rlp, Envelope::readElements);
  }

  /** Reads the next element of a list, which has to be an envelope. */
  public static Envelope read(RLPReader reader) throws DecodeException {
    return Rlp.readList(reader, Envelope::readElements);
  }

  /** Only canonical RLP is read, so encoding anew gives the very bytes that were read. */
  private static Envelope readElements(RLPReader elements) throws DecodeException {
    long expiry = Rlp.readUint32(elements);
    long ttl = Rlp.readUint32(elements);
    Topic topic = Topic.of(Rlp.readFixedBytes(elements, Topic.SIZE));
    Bytes data = Rlp.readBytes(elements, Integer.MAX_VALUE);
    long nonce = Rlp.readUint64(elements);
    return new Envelope(expiry, ttl, topic, data, nonce);
  }

  /** The same envelope under another nonce: nothing in it authenticates the nonce. */
  public Envelope withNonce(long otherNonce) {
    return new Envelope(expiry, ttl, topic, data(), otherNonce);
  }

  /** When it ends, Unix time in seconds. */
  public long expiry() {
    return expiry;
  }

  /** How long it lives, seconds. */
  public long ttl() {
    return ttl;
  }

  /** When it was sent: expiry less TTL, modulo 2^32 as geth computes it. */
  public long sent() {
    return expiry - ttl & UINT32;
  }

  public Topic topic() {
    return topic;
  }

  /** The sealed message. */
  public Bytes data() {
    return rlp.slice(dataOffset, dataSize);
  }

  /** Unsigned. */
  public long nonce() {
    return nonce;
  }

  /** The whole envelope as it goes over the wire. */
  public Bytes rlp() {
    return rlp;
  }

  /** Keccak-256 of the RLP: the envelope's identity. */
  public Bytes32 hash() {
    Bytes32 known = hash;
    if (known == null) {
      known = Keccak256.hash(rlp);
      hash = known;
    }
    return known;
  }

  /** Keccak-256 of the data: the message's identity, whoever sealed it how often. */
  public Bytes32 dataHash() {
    Bytes32 known = dataHash;
    if (known == null) {
      known = Keccak256.hash(data());
      dataHash = known;
    }
    return known;
  }

  /** The RLP list of all elements but the nonce: what proof of work is done on. */
  public Bytes rlpWithoutNonce() {
    RlpWriter writer = new RlpWriter(ELEMENTS_MAX_SIZE + RlpWriter.HEADER_MAX_SIZE + dataSize);
    writer.writeInteger(expiry);
    writer.writeInteger(ttl);
    writer.writeBytes(topic.toBytes());
    writer.writeBytes(data());
    return writer.toList();
  }

  /** geth's measure of an envelope: 20 + length of the data. */
  public int sizeBytes() {
    return PowRule.ENVELOPE_HEADER_SIZE + dataSize;
  }

  /**
   * The proof of work under a rule.
   *
   * @param clockDifference seconds added to the TTL because the sender's clock is ahead, else 0
   * @return infinite if TTL and difference are 0
   */
  public double pow(PowRule rule, long clockDifference) {
    int rlpWithoutNonceSize = RlpWriter.listSize(contentSizeWithoutNonce());
    return rule.pow(zeroBits(rule), rlpWithoutNonceSize, dataSize, ttl + clockDifference);
  }

  private int contentSizeWithoutNonce() {
    return RlpWriter.integerSize(expiry)
        + RlpWriter.integerSize(ttl)
        + 1
        + Topic.SIZE
        + RlpWriter.bytesSize(data());
  }

  private int zeroBits(PowRule rule) {
    int known = rule == PowRule.EIP_627 ? eip627Bits : pre19Bits;
    if (known != NOT_COMPUTED) {
      return known;
    }
    int bits = rule.zeroBits(rlpWithoutNonce(), nonce);
    if (rule == PowRule.EIP_627) {
      eip627Bits = bits;
    } else {
      pre19Bits = bits;
    }
    return bits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Envelope that && rlp.equals(that.rlp);
  }

  @Override
  public int hashCode() {
    return hash().hashCode();
  }

  @Override
  public String toString() {
    return "Envelope[" + hash().toHexString() + "]";
  }
}

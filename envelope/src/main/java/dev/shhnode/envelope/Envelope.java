// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.pow.PowRule;
import java.util.Arrays;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.rlp.RLPReader;
import org.jspecify.annotations.Nullable;

/**
 * An envelope of any version, as the RLP list of these elements (EIP-627, "Messages"; v5 and v2 as
 * geth 1.7 has them):
 *
 * <ul>
 *   <li>v6: {@code expiry, ttl, topic, data, nonce}
 *   <li>v5: {@code version, expiry, ttl, topic, aesNonce, data, nonce}
 *   <li>v2: {@code expiry, ttl, [topic, …], data, nonce}, the nonce of 32 bits
 * </ul>
 *
 * <p>Immutable and thread-safe. Keeps its own copy of its RLP, never a view of a larger packet. Two
 * envelopes are equal when their RLP is.
 */
public final class Envelope {

  /** Ours, for v2 envelopes: DApps of that time used a handful of topics. */
  public static final int MAX_TOPICS = 256;

  private static final int FEW_TOPICS = 4;

  /** The element {@code version} of v5 envelopes. */
  private static final Bytes V5_ENVELOPE_VERSION = Bytes.of(0);

  /**
   * Most bytes of an envelope besides its data, of any version: integers, topic and RLP headers.
   */
  private static final int ELEMENTS_MAX_SIZE = 5 + 5 + 5 + 9 + 2 * RlpWriter.HEADER_MAX_SIZE;

  private static final long UINT32 = 0xffff_ffffL;
  private static final int NOT_COMPUTED = -1;

  private final WhisperVersion version;
  private final Bytes rlp;
  private final int dataOffset;
  private final int dataSize;
  private final long expiry;
  private final long ttl;
  private final int[] topics;
  private final Bytes envelopeVersion;
  private final Bytes aesNonce;
  private final long nonce;

  // Computed when first asked for; threads that do so at once compute the same.
  private @Nullable Bytes32 hash;
  private @Nullable Bytes32 dataHash;
  private int eip627Bits = NOT_COMPUTED;
  private int pre19Bits = NOT_COMPUTED;

  private Envelope(
      WhisperVersion version,
      long expiry,
      long ttl,
      int[] topics,
      Bytes envelopeVersion,
      SealedMessage message,
      long nonce) {
    this.version = version;
    this.expiry = expiry;
    this.ttl = ttl;
    this.topics = topics;
    this.envelopeVersion = envelopeVersion;
    this.aesNonce = message.aesNonce();
    this.nonce = nonce;
    this.dataSize = message.data().size();
    RlpWriter writer = writeWithoutNonce(message.data());
    int end = writer.size();
    writer.writeInteger(nonce);
    this.rlp = writer.toList();
    this.dataOffset = rlp.size() - (writer.size() - end) - dataSize;
  }

  /** The data is the last element before the nonce in every version. */
  private RlpWriter writeWithoutNonce(Bytes data) {
    RlpWriter writer =
        new RlpWriter(
            ELEMENTS_MAX_SIZE
                + topics.length * (1 + Topic.SIZE)
                + envelopeVersion.size()
                + aesNonce.size()
                + data.size());
    if (version == WhisperVersion.V5) {
      writer.writeBytes(envelopeVersion);
    }
    writer.writeInteger(expiry);
    writer.writeInteger(ttl);
    if (version == WhisperVersion.V2) {
      writer.writeList(topics.length * (1 + Topic.SIZE));
    }
    for (int topic : topics) {
      writer.writeBytes(new Topic(topic).toBytes());
    }
    if (version == WhisperVersion.V5) {
      writer.writeBytes(aesNonce);
    }
    writer.writeBytes(data);
    return writer;
  }

  /**
   * Makes a v6 envelope.
   *
   * @param expiry Unix time in seconds, below 2^32
   * @param ttl seconds, below 2^32
   * @param data the sealed message
   * @param nonce unsigned
   */
  public static Envelope of(long expiry, long ttl, Topic topic, Bytes data, long nonce) {
    return of(WhisperVersion.V6, expiry, ttl, topic, SealedMessage.of(data), nonce);
  }

  /**
   * Makes an envelope of v5 or v6, with one topic.
   *
   * @param expiry Unix time in seconds, below 2^32
   * @param ttl seconds, below 2^32
   * @param nonce unsigned
   */
  public static Envelope of(
      WhisperVersion version,
      long expiry,
      long ttl,
      Topic topic,
      SealedMessage message,
      long nonce) {
    if (version == WhisperVersion.V2) {
      throw new IllegalArgumentException("a v2 envelope has a list of topics");
    }
    checkTimes(expiry, ttl);
    Bytes envelopeVersion = version == WhisperVersion.V5 ? V5_ENVELOPE_VERSION : Bytes.EMPTY;
    return new Envelope(
        version, expiry, ttl, new int[] {topic.value()}, envelopeVersion, message, nonce);
  }

  /**
   * Makes a v2 envelope.
   *
   * @param expiry Unix time in seconds, below 2^32
   * @param ttl seconds, below 2^32
   * @param nonce of 32 bits
   */
  public static Envelope ofClassic(
      long expiry, long ttl, List<Topic> topics, Bytes data, long nonce) {
    checkTimes(expiry, ttl);
    return new Envelope(
        WhisperVersion.V2,
        expiry,
        ttl,
        topics.stream().mapToInt(Topic::value).toArray(),
        Bytes.EMPTY,
        SealedMessage.of(data),
        nonce & UINT32);
  }

  private static void checkTimes(long expiry, long ttl) {
    if (expiry >>> Integer.SIZE != 0 || ttl >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException("expiry and TTL have 32 bits");
    }
  }

  /** Decodes one envelope and nothing after it. */
  public static Envelope decode(WhisperVersion version, Bytes rlp) throws DecodeException {
    return Rlp.decodeList(rlp, elements -> readElements(version, elements));
  }

  /** Reads the next element of a list, which has to be an envelope. */
  public static Envelope read(WhisperVersion version, RLPReader reader) throws DecodeException {
    return Rlp.readList(reader, elements -> readElements(version, elements));
  }

  /** Only canonical RLP is read, so encoding anew gives the very bytes that were read. */
  private static Envelope readElements(WhisperVersion version, RLPReader elements)
      throws DecodeException {
    boolean v5 = version == WhisperVersion.V5;
    Bytes envelopeVersion = v5 ? Rlp.readBytes(elements, Integer.MAX_VALUE) : Bytes.EMPTY;
    long expiry = Rlp.readUint32(elements);
    long ttl = Rlp.readUint32(elements);
    int[] topics =
        version == WhisperVersion.V2
            ? Rlp.readList(elements, Envelope::readTopics)
            : new int[] {readTopic(elements)};
    Bytes aesNonce = v5 ? Rlp.readBytes(elements, Integer.MAX_VALUE) : Bytes.EMPTY;
    Bytes data = Rlp.readBytes(elements, Integer.MAX_VALUE);
    long nonce = version == WhisperVersion.V2 ? Rlp.readUint32(elements) : Rlp.readUint64(elements);
    return new Envelope(
        version, expiry, ttl, topics, envelopeVersion, new SealedMessage(data, aesNonce), nonce);
  }

  private static int[] readTopics(RLPReader list) throws DecodeException {
    int[] topics = new int[FEW_TOPICS];
    int count = 0;
    while (!list.isComplete()) {
      if (count == MAX_TOPICS) {
        throw new DecodeException("more than " + MAX_TOPICS + " topics");
      }
      if (count == topics.length) {
        topics = Arrays.copyOf(topics, 2 * count);
      }
      topics[count++] = readTopic(list);
    }
    return Arrays.copyOf(topics, count);
  }

  private static int readTopic(RLPReader reader) throws DecodeException {
    return Rlp.readFixedBytes(reader, Topic.SIZE).toInt();
  }

  /** The same envelope under another nonce: nothing in it authenticates the nonce. */
  public Envelope withNonce(long otherNonce) {
    return new Envelope(version, expiry, ttl, topics, envelopeVersion, message(), otherNonce);
  }

  /** The same envelope with another expiry. */
  public Envelope withExpiry(long otherExpiry) {
    checkTimes(otherExpiry, ttl);
    return new Envelope(version, otherExpiry, ttl, topics, envelopeVersion, message(), nonce);
  }

  private SealedMessage message() {
    return new SealedMessage(data(), aesNonce);
  }

  public WhisperVersion version() {
    return version;
  }

  /** When it expires, Unix time in seconds. */
  public long expiry() {
    return expiry;
  }

  /** How long it is to live from when it was sent, seconds. */
  public long ttl() {
    return ttl;
  }

  /** When it was sent: expiry less TTL, modulo 2^32 as geth computes it. */
  public long sent() {
    return expiry - ttl & UINT32;
  }

  /** The topic of a v5 or v6 envelope. */
  public Topic topic() {
    if (version == WhisperVersion.V2) {
      throw new IllegalStateException("a v2 envelope has a list of topics");
    }
    return new Topic(topics[0]);
  }

  /** All topics; one but in v2, where there may be none. */
  public List<Topic> topics() {
    return Arrays.stream(topics).mapToObj(Topic::new).toList();
  }

  /** The element {@code version} of a v5 envelope, else empty. */
  public Bytes envelopeVersion() {
    return envelopeVersion;
  }

  /** The nonce of AES-GCM in a v5 envelope, empty if that is asymmetric; else empty. */
  public Bytes aesNonce() {
    return aesNonce;
  }

  /** The sealed message. */
  public Bytes data() {
    return rlp.slice(dataOffset, dataSize);
  }

  /** The nonce, unsigned. */
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

  /**
   * Keccak-256 of the data: the same in all envelopes that carry one ciphertext, whatever their
   * nonce, expiry and TTL.
   */
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
    return writeWithoutNonce(data()).toList();
  }

  /** Whether the other is equal to this envelope, apart from the nonce. */
  public boolean equalsButForNonce(Envelope other) {
    return expiry == other.expiry
        && ttl == other.ttl
        && version == other.version
        && Arrays.equals(topics, other.topics)
        && data().equals(other.data())
        && aesNonce.equals(other.aesNonce)
        && envelopeVersion.equals(other.envelopeVersion);
  }

  /**
   * The size as geth measures it: 20 + length of the data, and in v5 also of version and AES nonce,
   * in v2 of the topics.
   */
  public int sizeBytes() {
    return PowRule.ENVELOPE_HEADER_SIZE + measuredBytes();
  }

  /** {@link #sizeBytes} without the constant. */
  public int measuredBytes() {
    int topicBytes = version == WhisperVersion.V2 ? topics.length * Topic.SIZE : 0;
    return topicBytes + envelopeVersion.size() + aesNonce.size() + dataSize;
  }

  /**
   * The proof of work under a rule.
   *
   * @param clockDifference seconds added to the TTL because the sender's clock is ahead, else 0
   * @return infinite if TTL and difference are 0
   */
  public double pow(PowRule rule, long clockDifference) {
    PowRule.Sizes sizes = new PowRule.Sizes(rlp.size(), rlpWithoutNonceSize(), measuredBytes());
    return rule.pow(zeroBits(rule), sizes, ttl + clockDifference);
  }

  private int rlpWithoutNonceSize() {
    int end = dataOffset + dataSize;
    return RlpWriter.listSize(end - RlpWriter.listHeaderSize(rlp));
  }

  /** The zero bits that the nonce gives under a rule. */
  public int zeroBits(PowRule rule) {
    return switch (rule.searched()) {
      case EIP_627 -> {
        if (eip627Bits == NOT_COMPUTED) {
          eip627Bits = rule.zeroBits(rlpWithoutNonce(), nonce);
        }
        yield eip627Bits;
      }
      case PRE_1_9 -> {
        if (pre19Bits == NOT_COMPUTED) {
          pre19Bits = rule.zeroBits(rlpWithoutNonce(), nonce);
        }
        yield pre19Bits;
      }
      default -> rule.zeroBits(rlpWithoutNonce(), nonce);
    };
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

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.RlpScanner;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.crypto.keccak.KeccakSponge;
import dev.shhnode.pow.PowRule;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
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

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long UINT32 = 0xffff_ffffL;
  private static final short NOT_COMPUTED = -1;
  private static final int[] NO_TOPICS = {};

  private final WhisperVersion version;
  private final byte[] rlp;
  private final int dataOffset;
  private final int dataSize;

  /** Unsigned, as is the TTL: a node may hold a quarter of a million envelopes. */
  private final int expiry;

  private final int ttl;

  /** That of v5 and v6. */
  private final int topic;

  /** Those of v2, else null. */
  private final int @Nullable [] classicTopics;

  private final Bytes envelopeVersion;
  private final Bytes aesNonce;
  private final long nonce;

  // Computed when first asked for; threads that do so at once compute the same.
  private volatile boolean identified;
  private long identity0;
  private long identity1;
  private long identity2;
  private long identity3;
  private @Nullable Bytes32 dataHash;
  private short eip627Bits;
  private short pre19Bits = NOT_COMPUTED;

  private Envelope(
      WhisperVersion version,
      long expiry,
      long ttl,
      int topic,
      int @Nullable [] classicTopics,
      Bytes envelopeVersion,
      SealedMessage message,
      long nonce) {
    this.version = version;
    this.expiry = (int) expiry;
    this.ttl = (int) ttl;
    this.topic = topic;
    this.classicTopics = classicTopics;
    this.envelopeVersion = envelopeVersion;
    this.aesNonce = message.aesNonce();
    this.nonce = nonce;
    this.dataSize = message.data().size();
    RlpWriter writer = writeWithoutNonce(message.data());
    int end = writer.size();
    writer.writeInteger(nonce);
    this.rlp = writer.toList().toArrayUnsafe();
    this.dataOffset = rlp.length - (writer.size() - end) - dataSize;
  }

  /** Reads an envelope from its RLP, and keeps the array. */
  private Envelope(WhisperVersion version, byte[] rlp) throws DecodeException {
    boolean v5 = version == WhisperVersion.V5;
    boolean classic = version == WhisperVersion.V2;
    RlpScanner input = new RlpScanner(rlp);
    RlpScanner elements = input.readList();
    this.version = version;
    this.rlp = rlp;
    this.envelopeVersion = v5 ? elements.readBytes() : Bytes.EMPTY;
    this.expiry = (int) elements.readUint32();
    this.ttl = (int) elements.readUint32();
    this.classicTopics = classic ? readTopics(elements.readList()) : null;
    this.topic = classic ? 0 : elements.readFourBytes();
    this.aesNonce = v5 ? elements.readBytes() : Bytes.EMPTY;
    this.dataSize = elements.skipBytes();
    this.dataOffset = elements.position() - dataSize;
    this.nonce = classic ? elements.readUint32() : elements.readUint64();
    elements.expectEnd("surplus elements in an RLP list");
    input.expectEnd("bytes after the RLP item");
  }

  /** The data is the last element before the nonce in every version. */
  private RlpWriter writeWithoutNonce(Bytes data) {
    int classicBytes = classicTopics().length * (1 + Topic.SIZE);
    RlpWriter writer =
        new RlpWriter(
            ELEMENTS_MAX_SIZE
                + classicBytes
                + envelopeVersion.size()
                + aesNonce.size()
                + data.size());
    if (version == WhisperVersion.V5) {
      writer.writeBytes(envelopeVersion);
    }
    writer.writeInteger(expiry());
    writer.writeInteger(ttl());
    if (version == WhisperVersion.V2) {
      writer.writeList(classicBytes);
      for (int one : classicTopics()) {
        writer.writeBytes(new Topic(one).toBytes());
      }
    } else {
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
    return new Envelope(version, expiry, ttl, topic.value(), null, envelopeVersion, message, nonce);
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
        0,
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

  /**
   * Decodes one envelope and nothing after it. Only canonical RLP is read, so these are the very
   * bytes that encoding it anew would give.
   */
  public static Envelope decode(WhisperVersion version, Bytes rlp) throws DecodeException {
    return new Envelope(version, rlp.toArray());
  }

  private static int[] readTopics(RlpScanner list) throws DecodeException {
    int[] topics = new int[FEW_TOPICS];
    int count = 0;
    while (!list.isAtEnd()) {
      if (count == MAX_TOPICS) {
        throw new DecodeException("more than " + MAX_TOPICS + " topics");
      }
      if (count == topics.length) {
        topics = Arrays.copyOf(topics, 2 * count);
      }
      topics[count++] = list.readFourBytes();
    }
    return Arrays.copyOf(topics, count);
  }

  /** The same envelope under another nonce: nothing in it authenticates the nonce. */
  public Envelope withNonce(long otherNonce) {
    return new Envelope(
        version, expiry(), ttl(), topic, classicTopics, envelopeVersion, message(), otherNonce);
  }

  /** The same envelope with another expiry. */
  public Envelope withExpiry(long otherExpiry) {
    checkTimes(otherExpiry, ttl());
    return new Envelope(
        version, otherExpiry, ttl(), topic, classicTopics, envelopeVersion, message(), nonce);
  }

  private SealedMessage message() {
    return new SealedMessage(data(), aesNonce);
  }

  public WhisperVersion version() {
    return version;
  }

  /** When it expires, Unix time in seconds. */
  public long expiry() {
    return expiry & UINT32;
  }

  /** How long it is to live from when it was sent, seconds. */
  public long ttl() {
    return ttl & UINT32;
  }

  /** When it was sent: expiry less TTL, modulo 2^32 as geth computes it. */
  public long sent() {
    return expiry() - ttl() & UINT32;
  }

  /** The topic of a v5 or v6 envelope. */
  public Topic topic() {
    if (version == WhisperVersion.V2) {
      throw new IllegalStateException("a v2 envelope has a list of topics");
    }
    return new Topic(topic);
  }

  /** All topics; one but in v2, where there may be none. */
  public List<Topic> topics() {
    return version == WhisperVersion.V2
        ? Arrays.stream(classicTopics()).mapToObj(Topic::new).toList()
        : List.of(topic());
  }

  private int[] classicTopics() {
    return classicTopics == null ? NO_TOPICS : classicTopics;
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
    return Bytes.wrap(rlp, dataOffset, dataSize);
  }

  /** The first eight bytes of the data; if there are fewer, those. */
  public long dataBits() {
    if (dataSize >= Long.BYTES) {
      return (long) BIG_ENDIAN.get(rlp, dataOffset);
    }
    long bits = 0;
    for (int i = 0; i < dataSize; i++) {
      bits = bits << Byte.SIZE | rlp[dataOffset + i] & 0xffL;
    }
    return bits;
  }

  /** The nonce, unsigned. */
  public long nonce() {
    return nonce;
  }

  /**
   * Writes the whole envelope as it goes over the wire.
   *
   * @param into gets {@link #rlpSize} bytes from {@code at} on
   */
  public void writeRlp(byte[] into, int at) {
    System.arraycopy(rlp, 0, into, at, rlp.length);
  }

  /** The whole envelope as it goes over the wire. */
  public Bytes rlp() {
    return Bytes.wrap(rlp);
  }

  /** Bytes of {@link #rlp}. */
  public int rlpSize() {
    return rlp.length;
  }

  /** Keccak-256 of the RLP, by which others name the envelope. Computed each time. */
  public Bytes32 hash() {
    return Keccak256.hash(rlp());
  }

  /**
   * Eight bytes of its identity, which tell as much as a table needs: the second, as work makes
   * zeros of the first. The identity is the Keccak-256 of its {@linkplain #writeText text}: only
   * another name than {@link #hash} has, but the work by {@link PowRule#EIP_627} at once.
   */
  public long identityBits() {
    if (!identified) {
      byte[] text = text();
      KeccakSponge sponge = new KeccakSponge();
      sponge.update(text, 0, text.length);
      setIdentity(sponge.digestLongs(), 0);
    }
    return identity1;
  }

  /**
   * Somebody else has computed the identity.
   *
   * @param digests has it from {@code at} on, in four numbers, each the highest byte first
   */
  void setIdentity(long[] digests, int at) {
    identity0 = digests[at];
    identity1 = digests[at + 1];
    identity2 = digests[at + 2];
    identity3 = digests[at + 3];
    eip627Bits = (short) PowRule.EIP_627.zeroBits(digests, at);
    identified = true;
  }

  /** Whether two envelopes of any version are the same. */
  public boolean hasIdentityOf(Envelope other) {
    return identityBits() == other.identityBits()
        && identity0 == other.identity0
        && identity2 == other.identity2
        && identity3 == other.identity3;
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
    byte[] text = text();
    return Bytes.wrap(text, 0, text.length - Long.BYTES);
  }

  private byte[] text() {
    byte[] text = new byte[textSize()];
    writeText(text, 0);
    return text;
  }

  /** Bytes of {@link #writeText}. */
  int textSize() {
    return rlpWithoutNonceSize() + Long.BYTES;
  }

  /**
   * Writes the RLP list of all elements but the nonce, and behind it the nonce in eight bytes.
   *
   * @param into gets {@link #textSize} bytes from {@code at} on
   */
  void writeText(byte[] into, int at) {
    int contentStart = RlpWriter.listHeaderSize(rlp);
    int contentSize = dataOffset + dataSize - contentStart;
    int end = at + RlpWriter.listSize(contentSize);
    RlpWriter.writeListHeader(into, at, contentSize);
    System.arraycopy(rlp, contentStart, into, end - contentSize, contentSize);
    BIG_ENDIAN.set(into, end, nonce);
  }

  /**
   * Somebody else has computed the work by {@link PowRule#PRE_1_9}.
   *
   * @param digests has it from {@code at} on, in four numbers, each the highest byte first
   */
  void setPre19(long[] digests, int at) {
    pre19Bits = (short) PowRule.PRE_1_9.zeroBits(digests, at);
  }

  /** Whether the other is equal to this envelope, apart from the nonce. */
  public boolean equalsButForNonce(Envelope other) {
    return expiry == other.expiry
        && ttl == other.ttl
        && version == other.version
        && topic == other.topic
        && Arrays.equals(classicTopics, other.classicTopics)
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
    return classicTopics().length * Topic.SIZE
        + envelopeVersion.size()
        + aesNonce.size()
        + dataSize;
  }

  /**
   * The proof of work under a rule.
   *
   * @param clockDifference seconds added to the TTL because the sender's clock is ahead, else 0
   * @return infinite if TTL and difference are 0
   */
  public double pow(PowRule rule, long clockDifference) {
    PowRule.Sizes sizes = new PowRule.Sizes(rlp.length, rlpWithoutNonceSize(), measuredBytes());
    return rule.pow(zeroBits(rule), sizes, ttl() + clockDifference);
  }

  private int rlpWithoutNonceSize() {
    int end = dataOffset + dataSize;
    return RlpWriter.listSize(end - RlpWriter.listHeaderSize(rlp));
  }

  /** The zero bits that the nonce gives under a rule. */
  public int zeroBits(PowRule rule) {
    return switch (rule.searched()) {
      case EIP_627 -> {
        identityBits();
        yield eip627Bits;
      }
      case PRE_1_9 -> {
        if (pre19Bits == NOT_COMPUTED) {
          pre19Bits = (short) rule.zeroBits(rlpWithoutNonce(), nonce);
        }
        yield pre19Bits;
      }
      default -> rule.zeroBits(rlpWithoutNonce(), nonce);
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Envelope that && Arrays.equals(rlp, that.rlp);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(identityBits());
  }

  @Override
  public String toString() {
    return "Envelope[" + hash().toHexString() + "]";
  }
}

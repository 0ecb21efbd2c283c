// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.shh.ShhConfig;
import java.util.Collection;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.rlp.RLPReader;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of {@code shh/6} packets to and from RLP (EIP-627, "Packet Codes"; leniencies as geth 1.8
 * and 1.9 show them; packets 11 and 12 as status-im/whisper has them), but for bundles, which
 * {@link BundleReader} reads.
 */
public final class PacketCodec {

  private static final int VERSION = WhisperVersion.V6.number();

  /** What Status calls the layout of its packet 12. */
  private static final int MESSAGE_RESPONSE_VERSION = 1;

  private PacketCodec() {}

  public static Packet decode(int code, Bytes body, PeerDialect dialect) throws DecodeException {
    return switch (code) {
      case PacketCode.STATUS -> decodeStatus(body, dialect);
      case PacketCode.POW_REQUIREMENT ->
          new Packet.PowRequirement(checkedPow(Rlp.decodeUint64(body)));
      case PacketCode.BLOOM_FILTER ->
          new Packet.BloomUpdate(
              dialect.translate(
                  BloomFilter.fromBytes(Rlp.decodeFixedBytes(body, BloomFilter.SIZE))));
      case PacketCode.P2P_MESSAGE -> new Packet.P2pMessage(body);
      default -> new Packet.Ignored(code);
    };
  }

  /**
   * Only the version is required: reading stops at the first further element that is missing or of
   * another type, but one of the right type with an impossible value is refused.
   */
  private static Packet decodeStatus(Bytes body, PeerDialect dialect) throws DecodeException {
    return Rlp.decodeListIgnoringSurplus(
        body,
        list -> {
          if (list.isComplete() && dialect.hasEmptyStatus()) {
            return Packet.Status.OF_ANYTHING;
          }
          long version = Rlp.readUint64(list);
          if (version != VERSION) {
            throw DecodeException.forgivable("shh version " + version + ", expected " + VERSION);
          }
          Bytes pow = optionalValue(list, Long.BYTES);
          if (pow == null) {
            return Packet.Status.OF_ANYTHING;
          }
          double minPow = checkedPow(pow.toLong());
          Bytes bloom = optionalValue(list, Integer.MAX_VALUE);
          if (bloom == null) {
            return new Packet.Status(minPow, BloomFilter.FULL, false, false);
          }
          return new Packet.Status(
              minPow,
              dialect.translate(checkedBloom(bloom)),
              optionalFlag(list),
              optionalFlag(list));
        });
  }

  private static @Nullable Bytes optionalValue(RLPReader list, int maxSize) throws DecodeException {
    if (list.isComplete() || list.nextIsList()) {
      return null;
    }
    Bytes value = Rlp.readBytes(list, Integer.MAX_VALUE);
    return value.size() <= maxSize ? value : null;
  }

  private static boolean optionalFlag(RLPReader list) throws DecodeException {
    Bytes flag = optionalValue(list, 1);
    return flag != null && flag.size() == 1 && flag.get(0) == 1;
  }

  private static double checkedPow(long bits) throws DecodeException {
    double pow = Double.longBitsToDouble(bits);
    if (!ShhConfig.isValidPow(pow)) {
      throw new DecodeException("PoW requirement that is not a number of 0 or more");
    }
    return pow;
  }

  private static BloomFilter checkedBloom(Bytes bloom) throws DecodeException {
    if (bloom.isEmpty()) {
      return BloomFilter.FULL;
    }
    if (bloom.size() != BloomFilter.SIZE) {
      throw new DecodeException("bloom filter of " + bloom.size() + " bytes");
    }
    return BloomFilter.fromBytes(bloom);
  }

  /** The body of a direct message: one envelope (geth) or a list of them (Status). */
  public static BundleReader readDirectMessage(WhisperVersion version, Bytes body)
      throws DecodeException {
    boolean isList = Rlp.decodeListIgnoringSurplus(body, list -> startsWithList(list));
    return isList ? BundleReader.ofList(version, body) : BundleReader.ofOne(version, body);
  }

  private static boolean startsWithList(RLPReader list) {
    return list.isComplete() || list.nextIsList();
  }

  /** A Messages packet was good in all parts: the hash of its body (Status). */
  public static Bytes encodeAcknowledgement(Bytes32 batchHash) {
    return RlpWriter.value(batchHash);
  }

  /**
   * What was wrong with a Messages packet: {@code [1, [batch hash, [[envelope hash, code,
   * description], …]]]} (Status).
   */
  public static Bytes encodeResponse(Bytes32 batchHash, List<EnvelopeError> errors) {
    return RlpWriter.list(
        writer -> {
          writer.writeInteger(MESSAGE_RESPONSE_VERSION);
          writer.writeList(
              batch -> {
                batch.writeBytes(batchHash);
                batch.writeList(list -> errors.forEach(error -> writeError(list, error)));
              });
        });
  }

  private static void writeError(RlpWriter writer, EnvelopeError error) {
    writer.writeList(
        fields -> {
          fields.writeBytes(error.envelopeHash());
          fields.writeInteger(error.code());
          fields.writeText(error.description());
        });
  }

  public static Bytes encode(Packet.Status status, PeerDialect dialect) {
    Bytes bloom =
        status.bloom().isFull() ? Bytes.EMPTY : dialect.translate(status.bloom()).toBytes();
    return RlpWriter.list(
        writer -> {
          writer.writeInteger(VERSION);
          writer.writeBytes(powBits(status.minPow()));
          writer.writeBytes(bloom);
          writer.writeInteger(status.lightClient() ? 1 : 0);
          if (dialect.knowsConfirmations()) {
            writer.writeInteger(status.confirmations() ? 1 : 0);
          }
        });
  }

  public static Bytes encode(Packet.PowRequirement requirement) {
    return RlpWriter.value(powBits(requirement.minPow()));
  }

  public static Bytes encode(Packet.BloomUpdate update, PeerDialect dialect) {
    return RlpWriter.value(dialect.translate(update.bloom()).toBytes());
  }

  /** A Messages body of envelopes whose RLP adds up to {@code contentSize} bytes. */
  public static Bytes encodeEnvelopes(Collection<Envelope> envelopes, int contentSize) {
    byte[] list = new byte[RlpWriter.listSize(contentSize)];
    RlpWriter.writeListHeader(list, 0, contentSize);
    int at = list.length - contentSize;
    for (Envelope envelope : envelopes) {
      envelope.writeRlp(list, at);
      at += envelope.rlpSize();
    }
    return Bytes.wrap(list);
  }

  private static Bytes powBits(double pow) {
    return Rlp.minimal(Double.doubleToLongBits(pow));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.rlp.RLP;
import org.apache.tuweni.rlp.RLPReader;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of {@code shh/6} packets to and from RLP (EIP-627, "Packet Codes"; leniencies as geth 1.8
 * and 1.9 show them).
 */
final class PacketCodec {

  /** What the one packet version of this protocol says of itself. */
  static final int VERSION = 6;

  /**
   * Ours: envelopes read of one packet. As objects they are some hundred bytes each, however small,
   * and a frame of a megabyte can decompress to a million and a half.
   */
  static final int MAX_ENVELOPES = 1 << 16;

  private PacketCodec() {}

  static Packet decode(int code, Bytes body) throws DecodeException {
    return switch (code) {
      case PacketCode.STATUS -> decodeStatus(body);
      case PacketCode.MESSAGES -> new Packet.Messages(decodeEnvelopes(body));
      case PacketCode.POW_REQUIREMENT ->
          new Packet.PowRequirement(checkedPow(Rlp.decodeUint64(body)));
      case PacketCode.BLOOM_FILTER ->
          new Packet.BloomUpdate(
              BloomFilter.fromBytes(Rlp.decodeFixedBytes(body, BloomFilter.SIZE)));
      case PacketCode.P2P_MESSAGE -> new Packet.P2pMessage(body);
      default -> new Packet.Ignored(code);
    };
  }

  /**
   * Only the version is required: reading stops at the first further element that is missing or of
   * another type, but one of the right type with an impossible value is refused.
   */
  private static Packet decodeStatus(Bytes body) throws DecodeException {
    return Rlp.decodeListIgnoringSurplus(
        body,
        list -> {
          long version = Rlp.readUint64(list);
          if (version != VERSION) {
            throw new DecodeException("shh version " + version + ", expected " + VERSION);
          }
          Bytes pow = optionalValue(list, Long.BYTES);
          if (pow == null) {
            return new Packet.Status(0, BloomFilter.FULL, false);
          }
          double minPow = checkedPow(pow.toLong());
          Bytes bloom = optionalValue(list, Integer.MAX_VALUE);
          if (bloom == null) {
            return new Packet.Status(minPow, BloomFilter.FULL, false);
          }
          return new Packet.Status(minPow, checkedBloom(bloom), optionalFlag(list));
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

  /**
   * A list of envelopes; geth ignores bytes after it, so they are no reason to hang up. Nor are too
   * many envelopes: geth would send the same again as soon as it is connected again.
   */
  private static List<Envelope> decodeEnvelopes(Bytes body) throws DecodeException {
    return Rlp.decodeListIgnoringSurplus(
        body,
        list -> {
          List<Envelope> envelopes = new ArrayList<>();
          while (!list.isComplete() && envelopes.size() < MAX_ENVELOPES) {
            envelopes.add(Envelope.read(list));
          }
          return envelopes;
        });
  }

  /** The body of a direct message: one envelope (geth) or a list of them (Status). */
  static List<Envelope> decodeP2pMessage(Bytes body) throws DecodeException {
    boolean isList = Rlp.decodeListIgnoringSurplus(body, list -> startsWithList(list));
    return isList ? decodeEnvelopes(body) : List.of(Envelope.decode(body));
  }

  private static boolean startsWithList(RLPReader list) {
    return list.isComplete() || list.nextIsList();
  }

  static Bytes encode(Packet.Status status) {
    return RLP.encodeList(
        writer -> {
          writer.writeInt(VERSION);
          writer.writeValue(powBits(status.minPow()));
          writer.writeValue(status.bloom().isFull() ? Bytes.EMPTY : status.bloom().toBytes());
          writer.writeInt(status.lightClient() ? 1 : 0);
        });
  }

  static Bytes encode(Packet.PowRequirement requirement) {
    return RLP.encodeValue(powBits(requirement.minPow()));
  }

  static Bytes encode(Packet.BloomUpdate update) {
    return RLP.encodeValue(update.bloom().toBytes());
  }

  /** A Messages body of envelopes whose RLP adds up to {@code contentSize} bytes. */
  static Bytes encodeEnvelopes(Collection<Envelope> envelopes, int contentSize) {
    Bytes header = listHeader(contentSize);
    byte[] body = new byte[header.size() + contentSize];
    System.arraycopy(header.toArrayUnsafe(), 0, body, 0, header.size());
    int position = header.size();
    for (Envelope envelope : envelopes) {
      byte[] rlp = envelope.rlp().toArrayUnsafe();
      System.arraycopy(rlp, 0, body, position, rlp.length);
      position += rlp.length;
    }
    return Bytes.wrap(body);
  }

  private static Bytes listHeader(int contentSize) {
    if (contentSize < 56) {
      return Bytes.of(0xc0 + contentSize);
    }
    Bytes length = Rlp.minimal(contentSize);
    return Bytes.concatenate(Bytes.of(0xf7 + length.size()), length);
  }

  private static Bytes powBits(double pow) {
    return Rlp.minimal(Double.doubleToLongBits(pow));
  }
}

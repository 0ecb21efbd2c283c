// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.wire;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.mix.sphinx.Geometry;
import dev.shhnode.mix.wire.LinkMessage.Credit;
import dev.shhnode.mix.wire.LinkMessage.Descriptors;
import dev.shhnode.mix.wire.LinkMessage.GetDescriptors;
import dev.shhnode.mix.wire.LinkMessage.Packet;
import dev.shhnode.mix.wire.LinkMessage.Status;
import dev.shhnode.rlpx.enr.NodeRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.rlp.RLPReader;

/**
 * Messages of a link to and from the bodies of devp2p packets. A Sphinx packet is its bare bytes,
 * all else an RLP list, of which surplus elements are ignored so that later versions may add some.
 */
public final class LinkCodec {

  /** Version of the protocol that a Status names. */
  public static final int VERSION = 1;

  /** Codes that the protocol reserves. */
  public static final int CODES = 5;

  /** Ours: descriptors of one message. */
  public static final int MAX_DESCRIPTORS = 64;

  /** Ours: with two bytes a part of a directory of 4 096 mixes has few of them. */
  public static final int MAX_PREFIX_SIZE = 2;

  static final int STATUS = 0;
  static final int PACKET = 1;
  static final int DESCRIPTORS = 2;
  static final int GET_DESCRIPTORS = 3;
  static final int CREDIT = 4;

  /** Most bytes of a message that is no packet: all descriptors, and what encloses them. */
  static final int MAX_BODY_SIZE = MAX_DESCRIPTORS * (NodeRecord.MAX_SIZE + 3) + 8;

  private LinkCodec() {}

  /** Which code a message is sent with. */
  public static int codeOf(LinkMessage message) {
    if (message instanceof Status) {
      return STATUS;
    }
    if (message instanceof Packet) {
      return PACKET;
    }
    if (message instanceof Descriptors) {
      return DESCRIPTORS;
    }
    return message instanceof GetDescriptors ? GET_DESCRIPTORS : CREDIT;
  }

  /** The body of a message. */
  public static Bytes encode(LinkMessage message) {
    if (message instanceof Packet packet) {
      return packet.bytes();
    }
    return RlpWriter.list(writer -> write(message, writer));
  }

  private static void write(LinkMessage message, RlpWriter writer) {
    if (message instanceof Status status) {
      writer.writeInteger(status.version());
      writer.writeInteger(status.network());
      writer.writeInteger(status.epoch());
      writer.writeBytes(status.geometryHash());
      writer.writeBytes(status.viewDigest());
      writer.writeInteger(status.roles());
    } else if (message instanceof Descriptors descriptors) {
      descriptors.records().forEach(writer::writeBytes);
    } else if (message instanceof GetDescriptors request) {
      writer.writeBytes(request.prefix());
      writer.writeBytes(request.digest());
    } else if (message instanceof Credit credit) {
      writer.writeInteger(credit.packetsPerSecond());
    }
  }

  /**
   * Reads a message.
   *
   * @param code from 0
   * @throws DecodeException if it is none, or longer than any is
   */
  public static LinkMessage decode(int code, Bytes body, Geometry geometry) throws DecodeException {
    if (code == PACKET) {
      if (body.size() != geometry.packetSize()) {
        // Nodes of another mix network have another geometry.
        throw DecodeException.forgivable("mix packet of " + body.size() + " bytes");
      }
      return new Packet(body);
    }
    if (body.size() > MAX_BODY_SIZE) {
      throw new DecodeException("mix message " + code + " of " + body.size() + " bytes");
    }
    return switch (code) {
      case STATUS -> Rlp.decodeListIgnoringSurplus(body, LinkCodec::readStatus);
      case DESCRIPTORS -> Rlp.decodeList(body, LinkCodec::readDescriptors);
      case GET_DESCRIPTORS -> Rlp.decodeListIgnoringSurplus(body, LinkCodec::readRequest);
      case CREDIT -> Rlp.decodeListIgnoringSurplus(body, list -> new Credit(Rlp.readUint32(list)));
      default -> throw DecodeException.forgivable("mix message with code " + code);
    };
  }

  private static LinkMessage readStatus(RLPReader list) throws DecodeException {
    return new Status(
        Rlp.readUint32(list),
        Rlp.readUint32(list),
        Rlp.readUint32(list),
        readHash(list),
        readHash(list),
        Rlp.readUint32(list));
  }

  private static LinkMessage readDescriptors(RLPReader list) throws DecodeException {
    List<Bytes> records = new ArrayList<>();
    while (!list.isComplete()) {
      if (records.size() == MAX_DESCRIPTORS) {
        throw new DecodeException("more than " + MAX_DESCRIPTORS + " descriptors");
      }
      records.add(Rlp.readBytes(list, NodeRecord.MAX_SIZE).copy());
    }
    return new Descriptors(records);
  }

  private static LinkMessage readRequest(RLPReader list) throws DecodeException {
    return new GetDescriptors(Rlp.readBytes(list, MAX_PREFIX_SIZE).copy(), readHash(list));
  }

  /** Of its own bytes, as it may be kept for long. */
  private static Bytes32 readHash(RLPReader list) throws DecodeException {
    return Bytes32.wrap(Rlp.readFixedBytes(list, Bytes32.SIZE).copy());
  }
}

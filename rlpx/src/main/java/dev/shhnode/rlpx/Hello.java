// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.rlp.RLPReader;

/**
 * What a node says of itself first (RLPx specification, "Hello").
 *
 * @param p2pVersion of the base protocol; from 5 on messages are compressed
 * @param clientId of its software
 * @param capabilities in the order given
 * @param listenPort 0 when it does not listen
 * @param id its public key, 64 bytes; not yet known to be a point
 */
public record Hello(
    long p2pVersion, String clientId, List<Capability> capabilities, long listenPort, Bytes id) {

  /** The version that we speak. */
  static final int VERSION = 5;

  /** Ours: more than any client was seen to say; the whole message is bounded at 2 KiB besides. */
  private static final int MAX_CLIENT_ID_SIZE = 1_024;

  private static final int MAX_CAPABILITY_NAME_SIZE = 64;
  private static final int MAX_CAPABILITIES = 128;

  public Hello {
    capabilities = List.copyOf(capabilities);
  }

  /** EIP-706: who speaks version 5 or above compresses when the other does. */
  boolean allowsCompression() {
    return Long.compareUnsigned(p2pVersion, VERSION) >= 0;
  }

  /** Elements after the id are ignored (EIP-8). */
  static Hello decode(Bytes body) throws DecodeException {
    return Rlp.decodeListIgnoringSurplus(
        body,
        list ->
            new Hello(
                Rlp.readUint64(list),
                text(Rlp.readBytes(list, MAX_CLIENT_ID_SIZE)),
                Rlp.readList(list, Hello::readCapabilities),
                Rlp.readUint64(list),
                Rlp.readFixedBytes(list, PublicKey.SIZE)));
  }

  private static List<Capability> readCapabilities(RLPReader reader) throws DecodeException {
    List<Capability> capabilities = new ArrayList<>();
    while (!reader.isComplete()) {
      if (capabilities.size() == MAX_CAPABILITIES) {
        throw new DecodeException("more than " + MAX_CAPABILITIES + " capabilities");
      }
      capabilities.add(Rlp.readList(reader, Hello::readCapability));
    }
    return capabilities;
  }

  private static Capability readCapability(RLPReader reader) throws DecodeException {
    String name = text(Rlp.readBytes(reader, MAX_CAPABILITY_NAME_SIZE));
    long version = Rlp.readUint64(reader);
    // We speak no version beyond the range of int.
    return new Capability(name, version == (int) version ? (int) version : -1);
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArrayUnsafe(), StandardCharsets.UTF_8);
  }

  Bytes encode() {
    return RlpWriter.list(
        writer -> {
          writer.writeInteger(p2pVersion);
          writer.writeText(clientId);
          writer.writeList(list -> capabilities.forEach(capability -> write(list, capability)));
          writer.writeInteger(listenPort);
          writer.writeBytes(id);
        });
  }

  private static void write(RlpWriter writer, Capability capability) {
    writer.writeList(
        list -> {
          list.writeText(capability.name());
          list.writeInteger(capability.version());
        });
  }
}

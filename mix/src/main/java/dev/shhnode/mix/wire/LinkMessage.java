// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.wire;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** What two nodes say to each other over a link. */
public sealed interface LinkMessage {

  /**
   * Said first, and again when it has changed.
   *
   * @param version of the protocol
   * @param network which mix network
   * @param epoch the present one, by the speaker's clock
   * @param geometryHash of the lengths of a packet
   * @param viewDigest of the mixes active in the epoch, as the speaker knows them
   * @param roles bits, see {@link dev.shhnode.mix.MixRole}
   */
  record Status(
      long version, long network, long epoch, Bytes32 geometryHash, Bytes32 viewDigest, long roles)
      implements LinkMessage {}

  /**
   * A Sphinx packet.
   *
   * @param bytes as many as the geometry says
   */
  record Packet(Bytes bytes) implements LinkMessage {}

  /**
   * Mixes that the other may not know.
   *
   * @param records node records as signed, not checked yet
   */
  record Descriptors(List<Bytes> records) implements LinkMessage {
    public Descriptors {
      records = List.copyOf(records);
    }
  }

  /**
   * Asks for the mixes whose node hash begins with a prefix.
   *
   * @param prefix at most {@link LinkCodec#MAX_PREFIX_SIZE} bytes; empty for all
   * @param digest of the records that the speaker has of these: if the other has the same, it
   *     answers nothing
   */
  record GetDescriptors(Bytes prefix, Bytes32 digest) implements LinkMessage {}

  /**
   * How much the other may send.
   *
   * @param packetsPerSecond on average
   */
  record Credit(long packetsPerSecond) implements LinkMessage {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.wire;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** A decoded packet, of any version. Acknowledgements of ours (Status) are not read. */
public sealed interface Packet {

  /**
   * The first packet both ways.
   *
   * @param minPow least proof of work that the sender accepts
   * @param bloom the topics it wants; full when it wants all
   * @param lightClient whether it forwards nothing
   * @param confirmations whether it wants its Messages packets acknowledged (Status)
   */
  record Status(double minPow, BloomFilter bloom, boolean lightClient, boolean confirmations)
      implements Packet {

    /** Of a peer that takes everything, as those do that say nothing of it. */
    public static final Status OF_ANYTHING = new Status(0, BloomFilter.FULL, false, false);
  }

  /**
   * A part of a bundle of envelopes to be flooded.
   *
   * @param last whether no more of the bundle follows; other packets come after that
   * @param batchHash with the last part, for software that wants to be told: Keccak-256 of the
   *     packet's body
   */
  record Messages(List<Envelope> envelopes, boolean last, Optional<Bytes32> batchHash)
      implements Packet {

    /** A bundle in one part that nobody wants to be told of. */
    public static Messages whole(List<Envelope> envelopes) {
      return new Messages(envelopes, true, Optional.empty());
    }
  }

  /** The least proof of work that the sender accepts from now on. */
  record PowRequirement(double minPow) implements Packet {}

  /** The topics that the sender wants from now on. */
  record BloomUpdate(BloomFilter bloom) implements Packet {}

  /** A direct message, not decoded yet: only that of a trusted peer is worth it. */
  record P2pMessage(Bytes body) implements Packet {}

  /** A code of which nothing comes. */
  record Ignored(int code) implements Packet {}
}

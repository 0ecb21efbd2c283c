// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** A decoded packet, of any version. */
sealed interface Packet {

  /** Whether anything comes of it; the others need not wait for the core. */
  default boolean isOfUse() {
    return !(this instanceof BatchAcknowledged
        || this instanceof MessageResponse
        || this instanceof Ignored);
  }

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
    static final Status OF_ANYTHING = new Status(0, BloomFilter.FULL, false, false);
  }

  /**
   * A bundle of envelopes to be flooded.
   *
   * @param body the packet, of which an acknowledgement gives the hash
   */
  record Messages(List<Envelope> envelopes, Bytes body) implements Packet {}

  /** The least proof of work that the sender accepts from now on. */
  record PowRequirement(double minPow) implements Packet {}

  /** The topics that the sender wants from now on. */
  record BloomUpdate(BloomFilter bloom) implements Packet {}

  /** A Messages packet of ours was good in all parts (Status). */
  record BatchAcknowledged(Bytes32 batchHash) implements Packet {}

  /** What was wrong with a Messages packet of ours (Status). */
  record MessageResponse(Bytes32 batchHash, List<EnvelopeError> errors) implements Packet {}

  /** A direct message, not decoded yet: only that of a trusted peer is worth it. */
  record P2pMessage(Bytes body) implements Packet {}

  /** A code that means nothing to us. */
  record Ignored(int code) implements Packet {}
}

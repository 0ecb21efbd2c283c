// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Envelope;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/** A decoded packet of {@code shh/6}. */
sealed interface Packet {

  /**
   * The first packet both ways.
   *
   * @param minPow least proof of work that the sender accepts
   * @param bloom the topics it wants; full when it wants all
   * @param lightClient whether it forwards nothing
   */
  record Status(double minPow, BloomFilter bloom, boolean lightClient) implements Packet {}

  /** A bundle of envelopes to be flooded. */
  record Messages(List<Envelope> envelopes) implements Packet {}

  /** The least proof of work that the sender accepts from now on. */
  record PowRequirement(double minPow) implements Packet {}

  /** The topics that the sender wants from now on. */
  record BloomUpdate(BloomFilter bloom) implements Packet {}

  /** A direct message, not decoded yet: only that of a trusted peer is worth it. */
  record P2pMessage(Bytes body) implements Packet {}

  /** A code that means nothing to us. */
  record Ignored(int code) implements Packet {}
}

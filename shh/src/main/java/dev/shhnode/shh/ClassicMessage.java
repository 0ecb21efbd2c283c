// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Topic;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * An opened {@code shh/2} message.
 *
 * @param envelopeHash Keccak-256 of the envelope's RLP
 * @param signer who signed it
 * @param recipient to which identity of the node it was encrypted
 * @param sentSeconds the envelope's expiry less its TTL, Unix time
 * @param ttlSeconds of the envelope
 * @param expirySeconds of the envelope, Unix time
 * @param topics of the envelope
 * @param payload what the sender said
 * @param work leading zero bits of the hash with its nonce
 */
public record ClassicMessage(
    Bytes32 envelopeHash,
    Optional<PublicKey> signer,
    Optional<PublicKey> recipient,
    long sentSeconds,
    long ttlSeconds,
    long expirySeconds,
    List<Topic> topics,
    Bytes payload,
    int work) {

  private static final int OBJECT_COST_BYTES = 500;
  private static final int TOPIC_COST_BYTES = 24;

  /** What a buffer is charged for the message: its bytes and what the objects around them take. */
  public int costBytes() {
    return payload.size() + topics.size() * TOPIC_COST_BYTES + OBJECT_COST_BYTES;
  }
}

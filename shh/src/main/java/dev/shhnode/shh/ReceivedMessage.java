// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.envelope.Topic;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * An opened message as a filter got it.
 *
 * @param signer who signed it
 * @param recipient to which key it was addressed; empty for a symmetric message
 * @param ttlSeconds of the envelope
 * @param sentSeconds the envelope's expiry less its TTL, Unix time
 * @param topic of the envelope
 * @param payload what the sender said
 * @param padding what hides the payload's size
 * @param pow of the envelope by the rule that values it higher, when it was accepted
 * @param envelopeHash Keccak-256 of the envelope's RLP
 */
public record ReceivedMessage(
    Optional<PublicKey> signer,
    Optional<PublicKey> recipient,
    long ttlSeconds,
    long sentSeconds,
    Topic topic,
    Bytes payload,
    Bytes padding,
    double pow,
    Bytes32 envelopeHash) {

  /**
   * What a key has opened.
   *
   * @param pow by the rule that values the envelope higher
   */
  public static ReceivedMessage of(
      Envelope envelope, DecryptionKey key, MessageContent content, double pow) {
    return new ReceivedMessage(
        content.signer(),
        key.recipient(),
        envelope.ttl(),
        envelope.sent(),
        envelope.topic(),
        content.payload(),
        content.padding(),
        pow,
        envelope.hash());
  }

  /** What a buffer is charged for the message: its bytes and about as much again as objects. */
  public int costBytes() {
    return payload.size() + padding.size() + OBJECT_COST_BYTES;
  }

  private static final int OBJECT_COST_BYTES = 400;
}

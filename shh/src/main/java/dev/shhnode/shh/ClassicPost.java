// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Topic;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * A message to be sent over {@code shh/2}.
 *
 * @param recipient who alone can open it; without, anybody can read it
 * @param signer signs the message, if given
 * @param topics of the envelope, in this order; may be empty
 * @param payload what to say
 * @param ttlSeconds how long the envelope lives, below 2^32; 0 means {@link
 *     PostRequest#DEFAULT_TTL_SECONDS}
 * @param workMillis how long to search for a better nonce; 0 for none
 */
public record ClassicPost(
    Optional<PublicKey> recipient,
    Optional<PrivateKey> signer,
    List<Topic> topics,
    Bytes payload,
    long ttlSeconds,
    long workMillis) {

  public ClassicPost {
    topics = List.copyOf(topics);
    if (ttlSeconds >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException("TTL is " + ttlSeconds + " s, expected below 2^32");
    }
  }

  public long effectiveTtlSeconds() {
    return ttlSeconds == 0 ? PostRequest.DEFAULT_TTL_SECONDS : ttlSeconds;
  }
}

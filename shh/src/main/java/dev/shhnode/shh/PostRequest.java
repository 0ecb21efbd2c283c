// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Topic;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * A message to be sealed, mined and sent.
 *
 * @param recipient who will be able to open it
 * @param topic of the envelope
 * @param payload what to say
 * @param padding used as it is; if empty, random bytes hide the payload's size
 * @param signer signs the message, if given
 * @param ttlSeconds how long the envelope lives, below 2^32; 0 means {@link #DEFAULT_TTL_SECONDS}
 * @param powTarget proof of work to reach; negative means "the best nonce found in the whole of
 *     powTime", 0 none
 * @param powTimeSeconds how long to search for it at most
 * @param targetPeer if given, send to this connected peer alone, as a direct message
 * @param carrier if given, takes the post to the network instead of flooding it from here
 */
public record PostRequest(
    Recipient recipient,
    Topic topic,
    Bytes payload,
    Optional<Bytes> padding,
    Optional<PrivateKey> signer,
    long ttlSeconds,
    double powTarget,
    long powTimeSeconds,
    Optional<PublicKey> targetPeer,
    Optional<Carrier> carrier) {

  /** geth's {@code DefaultTTL}. */
  public static final long DEFAULT_TTL_SECONDS = 50;

  public PostRequest {
    if (ttlSeconds >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException("TTL is " + ttlSeconds + " s, expected below 2^32");
    }
  }

  /** A post that goes the usual way of this node. */
  public PostRequest(
      Recipient recipient,
      Topic topic,
      Bytes payload,
      Optional<Bytes> padding,
      Optional<PrivateKey> signer,
      long ttlSeconds,
      double powTarget,
      long powTimeSeconds,
      Optional<PublicKey> targetPeer) {
    this(
        recipient,
        topic,
        payload,
        padding,
        signer,
        ttlSeconds,
        powTarget,
        powTimeSeconds,
        targetPeer,
        Optional.empty());
  }

  /** How many bytes the payload and the given padding have. */
  public long contentBytes() {
    return payload.size() + (long) padding.map(Bytes::size).orElse(0);
  }

  /** The same with another TTL. */
  public PostRequest withTtl(long seconds) {
    return with(seconds, carrier);
  }

  /** The same, taken to the network by a carrier. */
  public PostRequest carriedBy(Carrier other) {
    return with(ttlSeconds, Optional.of(other));
  }

  private PostRequest with(long seconds, Optional<Carrier> by) {
    return new PostRequest(
        recipient,
        topic,
        payload,
        padding,
        signer,
        seconds,
        powTarget,
        powTimeSeconds,
        targetPeer,
        by);
  }

  /** Who will be able to open a message. */
  public sealed interface Recipient {

    /** All who share {@code key}. */
    record Symmetric(SymmetricKey key) implements Recipient {}

    /** The holder of the private key of {@code key}. */
    record Asymmetric(PublicKey key) implements Recipient {}
  }

  public long effectiveTtlSeconds() {
    return ttlSeconds == 0 ? DEFAULT_TTL_SECONDS : ttlSeconds;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.Ecies;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import java.security.SecureRandom;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * Encrypts messages into the data of envelopes (EIP-627, "Payload Encryption").
 *
 * <p>Payloads are at most 2^24 − 1 bytes. Padding given is used as it is; without it, or when it is
 * empty, random bytes hide the payload's size.
 */
public final class MessageSealer {

  private MessageSealer() {}

  /** Seals to all who share {@code key}: AES-256-GCM, the random nonce behind the ciphertext. */
  public static Bytes sealSymmetric(
      SymmetricKey key,
      Bytes payload,
      Optional<Bytes> padding,
      Optional<PrivateKey> signer,
      SecureRandom random) {
    Bytes plaintext = Plaintext.encode(payload, padding, signer, random);
    return sealSymmetric(key, Bytes.random(SymmetricKey.NONCE_SIZE, random), plaintext);
  }

  static Bytes sealSymmetric(SymmetricKey key, Bytes nonce, Bytes plaintext) {
    return Bytes.concatenate(key.seal(nonce, plaintext), nonce);
  }

  /** Seals to the holder of the private key of {@code recipient}: ECIES. */
  public static Bytes sealAsymmetric(
      PublicKey recipient,
      Bytes payload,
      Optional<Bytes> padding,
      Optional<PrivateKey> signer,
      SecureRandom random) {
    Bytes plaintext = Plaintext.encode(payload, padding, signer, random);
    return Ecies.seal(recipient, plaintext, Bytes.EMPTY, random);
  }
}

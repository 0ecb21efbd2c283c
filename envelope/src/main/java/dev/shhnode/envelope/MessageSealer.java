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
 * Encrypts messages into what goes into v5 and v6 envelopes (EIP-627, "Payload Encryption"; v5 as
 * geth has it).
 *
 * <p>Payloads are at most 2^24 − 1 bytes. Padding given is used as it is; without it, or when it is
 * empty, random bytes hide the payload's size.
 */
public final class MessageSealer {

  private MessageSealer() {}

  /** Seals to all who share {@code key}: AES-256-GCM under a random nonce. */
  public static SealedMessage sealSymmetric(
      WhisperVersion version,
      SymmetricKey key,
      Bytes payload,
      Optional<Bytes> padding,
      Optional<PrivateKey> signer,
      SecureRandom random) {
    Bytes plaintext = layOut(version, payload, padding, signer, random);
    Bytes nonce = Bytes.random(SymmetricKey.NONCE_SIZE, random);
    return sealSymmetric(version, key, nonce, plaintext);
  }

  static SealedMessage sealSymmetric(
      WhisperVersion version, SymmetricKey key, Bytes nonce, Bytes plaintext) {
    Bytes ciphertext = key.seal(nonce, plaintext);
    return version == WhisperVersion.V5
        ? new SealedMessage(ciphertext, nonce)
        : SealedMessage.of(Bytes.concatenate(ciphertext, nonce));
  }

  /** Seals to the holder of the private key of {@code recipient}: ECIES. */
  public static SealedMessage sealAsymmetric(
      WhisperVersion version,
      PublicKey recipient,
      Bytes payload,
      Optional<Bytes> padding,
      Optional<PrivateKey> signer,
      SecureRandom random) {
    Bytes plaintext = layOut(version, payload, padding, signer, random);
    return SealedMessage.of(Ecies.seal(recipient, plaintext, Bytes.EMPTY, random));
  }

  private static Bytes layOut(
      WhisperVersion version,
      Bytes payload,
      Optional<Bytes> padding,
      Optional<PrivateKey> signer,
      SecureRandom random) {
    return switch (version) {
      case V5 -> PlaintextV5.encode(payload, padding, signer, random);
      case V6 -> PlaintextV6.encode(payload, padding, signer, random);
      case V2 -> throw new IllegalArgumentException("v2 has messages of its own");
    };
  }
}

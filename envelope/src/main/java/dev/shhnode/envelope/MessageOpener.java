// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.Ecies;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.SymmetricKey;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * Decrypts the data of envelopes. The result is empty both for a message to another key and for a
 * malformed one.
 */
public final class MessageOpener {

  private MessageOpener() {}

  /** Opens a v5 or v6 envelope that was encrypted with {@code key}. */
  public static Optional<MessageContent> openSymmetric(SymmetricKey key, Envelope envelope) {
    Bytes data = envelope.data();
    if (envelope.version() == WhisperVersion.V5) {
      return envelope.aesNonce().size() == SymmetricKey.NONCE_SIZE
          ? key.open(envelope.aesNonce(), data).flatMap(PlaintextV5::decode)
          : Optional.empty();
    }
    int ciphertextSize = data.size() - SymmetricKey.NONCE_SIZE;
    if (ciphertextSize < SymmetricKey.TAG_SIZE) {
      return Optional.empty();
    }
    return key.open(data.slice(ciphertextSize), data.slice(0, ciphertextSize))
        .flatMap(PlaintextV6::decode);
  }

  /** Opens a v5 or v6 envelope that was sealed to the owner of {@code key}. */
  public static Optional<MessageContent> openAsymmetric(PrivateKey key, Envelope envelope) {
    boolean v5 = envelope.version() == WhisperVersion.V5;
    if (v5 && !envelope.aesNonce().isEmpty()) {
      return Optional.empty();
    }
    return Ecies.open(key, envelope.data(), Bytes.EMPTY)
        .flatMap(v5 ? PlaintextV5::decode : PlaintextV6::decode);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.Ecies;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.SymmetricKey;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * Decrypts the data of envelopes. "Not for this key" and "made to be refused" look alike: empty.
 */
public final class MessageOpener {

  private MessageOpener() {}

  /** Opens what {@link MessageSealer#sealSymmetric} made of {@code key}. */
  public static Optional<MessageContent> openSymmetric(SymmetricKey key, Bytes data) {
    int ciphertextSize = data.size() - SymmetricKey.NONCE_SIZE;
    if (ciphertextSize < SymmetricKey.TAG_SIZE) {
      return Optional.empty();
    }
    return key.open(data.slice(ciphertextSize), data.slice(0, ciphertextSize))
        .flatMap(Plaintext::decode);
  }

  /** Opens what {@link MessageSealer#sealAsymmetric} made for the owner of {@code key}. */
  public static Optional<MessageContent> openAsymmetric(PrivateKey key, Bytes data) {
    return Ecies.open(key, data, Bytes.EMPTY).flatMap(Plaintext::decode);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.Ecies;
import dev.shhnode.crypto.GcmMessage;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.SymmetricKey;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * Decrypts the data of one envelope, with as many keys as there are to be tried: what does not
 * depend on the key is done once, when the first key of its kind is tried. The result is empty both
 * for a message to another key and for a malformed one. For one thread at a time.
 */
public final class MessageOpener {

  private final Envelope envelope;
  private boolean symmetricIsRead;
  private boolean asymmetricIsRead;
  private Optional<GcmMessage> symmetric = Optional.empty();
  private Optional<Ecies.Sealed> asymmetric = Optional.empty();

  public MessageOpener(Envelope envelope) {
    this.envelope = envelope;
  }

  /** What is to be opened. */
  public Envelope envelope() {
    return envelope;
  }

  /** Opens a v5 or v6 envelope that was encrypted with {@code key}; there are none in v2. */
  public Optional<MessageContent> openSymmetric(SymmetricKey key) {
    if (!symmetricIsRead) {
      symmetric = readSymmetric(envelope);
      symmetricIsRead = true;
    }
    if (symmetric.isEmpty()) {
      return Optional.empty();
    }
    Optional<Bytes> plaintext = key.open(symmetric.get());
    return envelope.version() == WhisperVersion.V5
        ? plaintext.flatMap(PlaintextV5::decode)
        : plaintext.flatMap(PlaintextV6::decode);
  }

  private static Optional<GcmMessage> readSymmetric(Envelope envelope) {
    Bytes data = envelope.data();
    switch (envelope.version()) {
      case V2:
        return Optional.empty();
      case V5:
        return GcmMessage.of(envelope.aesNonce(), data);
      default:
        int ciphertextSize = data.size() - SymmetricKey.NONCE_SIZE;
        return ciphertextSize < SymmetricKey.TAG_SIZE
            ? Optional.empty()
            : GcmMessage.of(data.slice(ciphertextSize), data.slice(0, ciphertextSize));
    }
  }

  /** Opens an envelope that was sealed to the owner of {@code key}. */
  public Optional<MessageContent> openAsymmetric(PrivateKey key) {
    if (!asymmetricIsRead) {
      asymmetric = readAsymmetric(envelope);
      asymmetricIsRead = true;
    }
    if (asymmetric.isEmpty()) {
      return Optional.empty();
    }
    Ecies.Sealed body = asymmetric.get();
    return switch (envelope.version()) {
      case V2 -> ClassicData.open(key, envelope.data(), body);
      case V5 -> body.open(key, Bytes.EMPTY).flatMap(PlaintextV5::decode);
      case V6 -> body.open(key, Bytes.EMPTY).flatMap(PlaintextV6::decode);
    };
  }

  private static Optional<Ecies.Sealed> readAsymmetric(Envelope envelope) {
    return switch (envelope.version()) {
      case V2 -> ClassicData.encrypted(envelope.data());
      case V5 -> envelope.aesNonce().isEmpty() ? Ecies.read(envelope.data()) : Optional.empty();
      case V6 -> Ecies.read(envelope.data());
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.ClassicData;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.envelope.MessageOpener;
import dev.shhnode.envelope.WhisperVersion;
import java.util.Optional;

/** What a filter opens envelopes with. */
public sealed interface DecryptionKey {

  /** Opens an envelope; empty if it is not for this key. */
  Optional<MessageContent> open(MessageOpener opener);

  /** As {@link #open(MessageOpener)}, of an envelope on which no other key is tried. */
  default Optional<MessageContent> open(Envelope envelope) {
    return open(new MessageOpener(envelope));
  }

  /** The key to which the envelope was addressed, when it was addressed to one. */
  Optional<PublicKey> recipient();

  /** A key shared by all who read a topic. */
  record Symmetric(SymmetricKey key) implements DecryptionKey {
    @Override
    public Optional<MessageContent> open(MessageOpener opener) {
      return opener.openSymmetric(key);
    }

    @Override
    public Optional<PublicKey> recipient() {
      return Optional.empty();
    }
  }

  /** The key pair of the only reader. */
  record Asymmetric(KeyPair keyPair) implements DecryptionKey {
    @Override
    public Optional<MessageContent> open(MessageOpener opener) {
      return opener.openAsymmetric(keyPair.privateKey());
    }

    @Override
    public Optional<PublicKey> recipient() {
      return Optional.of(keyPair.publicKey());
    }
  }

  /** No key: what nobody encrypted, in v2. */
  record None() implements DecryptionKey {
    @Override
    public Optional<MessageContent> open(MessageOpener opener) {
      Envelope envelope = opener.envelope();
      return envelope.version() != WhisperVersion.V2 || ClassicData.isEncrypted(envelope.data())
          ? Optional.empty()
          : ClassicData.read(envelope.data());
    }

    @Override
    public Optional<PublicKey> recipient() {
      return Optional.empty();
    }
  }
}

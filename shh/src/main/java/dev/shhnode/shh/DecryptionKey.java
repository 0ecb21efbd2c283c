// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.envelope.MessageOpener;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** What a filter opens envelopes with. */
public sealed interface DecryptionKey {

  /** Opens an envelope's data; empty if it is not for this key. */
  Optional<MessageContent> open(Bytes data);

  /** The key to which the envelope was addressed, when it was addressed to one. */
  Optional<PublicKey> recipient();

  /** A key shared by all who read a topic. */
  record Symmetric(SymmetricKey key) implements DecryptionKey {
    @Override
    public Optional<MessageContent> open(Bytes data) {
      return MessageOpener.openSymmetric(key, data);
    }

    @Override
    public Optional<PublicKey> recipient() {
      return Optional.empty();
    }
  }

  /** The key pair of the only reader. */
  record Asymmetric(KeyPair keyPair) implements DecryptionKey {
    @Override
    public Optional<MessageContent> open(Bytes data) {
      return MessageOpener.openAsymmetric(keyPair.privateKey(), data);
    }

    @Override
    public Optional<PublicKey> recipient() {
      return Optional.of(keyPair.publicKey());
    }
  }
}

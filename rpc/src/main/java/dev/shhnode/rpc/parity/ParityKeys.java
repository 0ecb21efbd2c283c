// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.parity;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.whisper.KeyLookup;
import dev.shhnode.shh.DecryptionKey;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * Finds keys as Parity names them: one kind of id for both kinds of key, with a prefix that may be
 * left out. Thread-safe.
 */
final class ParityKeys {

  private final KeyVault keys;

  ParityKeys(KeyVault keys) {
    this.keys = keys;
  }

  /** An id as the node issued it. */
  static String withoutPrefix(String id) {
    return id.startsWith("0x") ? id.substring(2) : id;
  }

  /** An id as Parity writes it. */
  static String withPrefix(String id) {
    return "0x" + withoutPrefix(id);
  }

  Optional<KeyPair> keyPair(String id) {
    return keys.keyPair(withoutPrefix(id));
  }

  Optional<SymmetricKey> symmetricKey(String id) {
    return keys.symmetricKey(withoutPrefix(id)).filter(key -> !key.isZero());
  }

  /** The key that opens messages to an identity, which may be of either kind. */
  DecryptionKey decryptionKey(String id) throws RpcException {
    Optional<KeyPair> pair = keyPair(id);
    return pair.isPresent()
        ? new DecryptionKey.Asymmetric(pair.get())
        : new DecryptionKey.Symmetric(
            symmetricKey(id).orElseThrow(() -> RpcException.parity("no such identity")));
  }

  /** The key of messages to everybody who knows a topic. */
  static SymmetricKey broadcastKey(Bytes topic) {
    return SymmetricKey.of(Keccak256.hash(topic));
  }

  static PublicKey publicKey(Bytes encoded) throws RpcException {
    return KeyLookup.publicKey(encoded)
        .orElseThrow(() -> RpcException.invalidParams("Invalid params: invalid public key."));
  }
}

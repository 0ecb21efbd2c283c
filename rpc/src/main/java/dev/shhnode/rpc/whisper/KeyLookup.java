// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.whisper;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.keys.KeyVault;
import dev.shhnode.rpc.RpcException;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** Finds the keys that a call names, with geth's texts where there are none. Thread-safe. */
public final class KeyLookup {

  private final KeyVault keys;

  public KeyLookup(KeyVault keys) {
    this.keys = keys;
  }

  /** The symmetric key of an id, also one of zeros. */
  public SymmetricKey symmetricKey(String id) throws RpcException {
    return keys.symmetricKey(id).orElseThrow(() -> RpcException.failed("non-existent key ID"));
  }

  /** The symmetric key of an id for use: geth stores a key of zeros but does not use it. */
  public SymmetricKey usableSymmetricKey(String id) throws RpcException {
    SymmetricKey key = symmetricKey(id);
    if (key.isZero()) {
      throw RpcException.failed("invalid symmetric key");
    }
    return key;
  }

  /** The key pair of an id. */
  public KeyPair keyPair(String id) throws RpcException {
    return keys.keyPair(id).orElseThrow(() -> RpcException.failed("invalid id"));
  }

  /**
   * The public key of its 65 bytes.
   *
   * @param otherwise what to say of other bytes
   */
  public static PublicKey publicKey(Bytes encoded, String otherwise) throws RpcException {
    return PublicKey.fromUncompressed(encoded).orElseThrow(() -> RpcException.failed(otherwise));
  }

  /** The public key of its 64 bytes, or of 65 with the prefix 04, as either is in use. */
  public static Optional<PublicKey> publicKey(Bytes encoded) {
    return encoded.size() == PublicKey.SIZE
        ? PublicKey.fromBytes(encoded)
        : PublicKey.fromUncompressed(encoded);
  }

  /**
   * Checks that a call names a key of exactly one kind.
   *
   * @throws RpcException with geth's text if it names both or none
   */
  public static void requireOne(boolean symmetric, boolean asymmetric) throws RpcException {
    if (symmetric == asymmetric) {
      throw RpcException.failed("specify either a symmetric or an asymmetric key");
    }
  }
}

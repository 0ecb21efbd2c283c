// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.keys;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import java.util.List;
import java.util.Optional;

/**
 * The key pairs and symmetric keys that DApps have given to the node, each under a random id of 64
 * hex digits without prefix, as in geth; and identities, which DApps of Whisper 2 know by their
 * public keys. Implementations are thread-safe.
 */
public interface KeyVault {

  /**
   * Draws a key pair.
   *
   * @return its id
   */
  String newKeyPair() throws TooManyKeysException;

  /**
   * Adds the pair of a private key.
   *
   * @return its new id, also if the key is there already under another
   */
  String addKeyPair(PrivateKey privateKey) throws TooManyKeysException;

  /** The pair of an id. */
  Optional<KeyPair> keyPair(String id);

  /** Forgets a pair; false if there is none of this id. */
  boolean deleteKeyPair(String id);

  /**
   * Draws a symmetric key.
   *
   * @return its id
   */
  String newSymmetricKey() throws TooManyKeysException;

  /**
   * Adds a symmetric key.
   *
   * @return its new id, also if the key is there already under another
   */
  String addSymmetricKey(SymmetricKey key) throws TooManyKeysException;

  /** The symmetric key of an id. */
  Optional<SymmetricKey> symmetricKey(String id);

  /** Forgets a symmetric key; false if there is none of this id. */
  boolean deleteSymmetricKey(String id);

  /**
   * Draws an identity.
   *
   * @return its public key
   */
  PublicKey newIdentity() throws TooManyKeysException;

  /** The pair of an identity. */
  Optional<KeyPair> identity(PublicKey publicKey);

  /**
   * All identities: an encrypted {@code shh/2} message does not say to whom it is, so each is
   * tried.
   *
   * @return a copy
   */
  List<KeyPair> identities();
}

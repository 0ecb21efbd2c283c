// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * The key pairs and symmetric keys that DApps have given to the node, each under a random id of 64
 * hex digits without prefix, as in geth. Held in memory. Thread-safe.
 */
public final class KeyStore {

  /** Ours, of either kind: far above what any DApp was seen to keep, far below what hurts. */
  public static final int MAX_KEYS = 100_000;

  /**
   * Ours: an encrypted {@code shh/2} message does not say to whom, so each identity may be tried.
   */
  public static final int MAX_IDENTITIES = 1_000;

  private static final int ID_SIZE = 32;

  private final SecureRandom random;
  private final Map<String, KeyPair> keyPairs = new HashMap<>();
  private final Map<String, SymmetricKey> symmetricKeys = new HashMap<>();
  private final Map<PublicKey, KeyPair> identities = new LinkedHashMap<>();

  public KeyStore(SecureRandom random) {
    this.random = random;
  }

  /** Draws a key pair and returns its id. */
  public String newKeyPair() throws ShhException {
    return add(keyPairs, KeyPair.generate(random));
  }

  /**
   * Adds the pair of {@code privateKey} and returns its new id, also if the key is there already.
   */
  public String addKeyPair(PrivateKey privateKey) throws ShhException {
    return add(keyPairs, KeyPair.of(privateKey));
  }

  public synchronized Optional<KeyPair> keyPair(String id) {
    return Optional.ofNullable(keyPairs.get(id));
  }

  /** Forgets a pair; false if there is none of this id. */
  public synchronized boolean deleteKeyPair(String id) {
    return keyPairs.remove(id) != null;
  }

  /** Draws a symmetric key and returns its id. */
  public String newSymmetricKey() throws ShhException {
    return add(symmetricKeys, SymmetricKey.generate(random));
  }

  /** Adds {@code key} and returns its new id. */
  public String addSymmetricKey(SymmetricKey key) throws ShhException {
    return add(symmetricKeys, key);
  }

  public synchronized Optional<SymmetricKey> symmetricKey(String id) {
    return Optional.ofNullable(symmetricKeys.get(id));
  }

  /** Forgets a symmetric key; false if there is none of this id. */
  public synchronized boolean deleteSymmetricKey(String id) {
    return symmetricKeys.remove(id) != null;
  }

  /** Draws an identity: a key pair that DApps of Whisper 2 know by its public key. */
  public synchronized PublicKey newIdentity() throws ShhException {
    if (identities.size() >= MAX_IDENTITIES) {
      throw new ShhException("too many identities: at most " + MAX_IDENTITIES);
    }
    KeyPair identity = KeyPair.generate(random);
    identities.put(identity.publicKey(), identity);
    return identity.publicKey();
  }

  /** The pair of an identity. */
  public synchronized Optional<KeyPair> identity(PublicKey publicKey) {
    return Optional.ofNullable(identities.get(publicKey));
  }

  synchronized List<KeyPair> identities() {
    return List.copyOf(identities.values());
  }

  private synchronized <K> String add(Map<String, K> keys, K key) throws ShhException {
    if (keys.size() >= MAX_KEYS) {
      throw new ShhException("too many keys: delete some of the " + MAX_KEYS);
    }
    String id = randomId(random);
    keys.put(id, key);
    return id;
  }

  /** An id as geth makes them for keys and filters. */
  static String randomId(SecureRandom random) {
    return Bytes.random(ID_SIZE, random).toUnprefixedHexString();
  }
}

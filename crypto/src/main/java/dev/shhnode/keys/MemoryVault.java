// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.keys;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.runtime.HeapShare;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** Keys held in memory: they are gone when the node ends. Thread-safe. */
public final class MemoryVault implements KeyVault {

  /** What a key of either kind takes with its id. */
  private static final int KEY_BYTES = 200;

  /**
   * Ours, for key pairs and symmetric keys each: far more than any DApp was seen to keep, and few
   * enough for a small heap, on which there may be less.
   */
  public static final int MAX_KEYS =
      (int) Math.min(100_000, HeapShare.KEYS.ofThisHeap() / (2 * KEY_BYTES));

  /**
   * Ours: an encrypted {@code shh/2} message does not say to whom, so each identity may be tried.
   */
  public static final int MAX_IDENTITIES = 1_000;

  private static final int ID_SIZE = 32;

  private final SecureRandom random;
  private final Map<String, KeyPair> keyPairs = new HashMap<>();
  private final Map<String, SymmetricKey> symmetricKeys = new HashMap<>();
  private final Map<PublicKey, KeyPair> identities = new LinkedHashMap<>();

  /**
   * Makes an empty vault.
   *
   * @param random for keys and ids
   */
  public MemoryVault(SecureRandom random) {
    this.random = random;
  }

  @Override
  public String newKeyPair() throws TooManyKeysException {
    return add(keyPairs, KeyPair.generate(random));
  }

  @Override
  public String addKeyPair(PrivateKey privateKey) throws TooManyKeysException {
    return add(keyPairs, KeyPair.of(privateKey));
  }

  @Override
  public synchronized Optional<KeyPair> keyPair(String id) {
    return Optional.ofNullable(keyPairs.get(id));
  }

  @Override
  public synchronized boolean deleteKeyPair(String id) {
    return keyPairs.remove(id) != null;
  }

  @Override
  public String newSymmetricKey() throws TooManyKeysException {
    return add(symmetricKeys, SymmetricKey.generate(random));
  }

  @Override
  public String addSymmetricKey(SymmetricKey key) throws TooManyKeysException {
    return add(symmetricKeys, key);
  }

  @Override
  public synchronized Optional<SymmetricKey> symmetricKey(String id) {
    return Optional.ofNullable(symmetricKeys.get(id));
  }

  @Override
  public synchronized boolean deleteSymmetricKey(String id) {
    return symmetricKeys.remove(id) != null;
  }

  @Override
  public synchronized PublicKey newIdentity() throws TooManyKeysException {
    if (identities.size() >= MAX_IDENTITIES) {
      throw new TooManyKeysException("too many identities: at most " + MAX_IDENTITIES);
    }
    KeyPair identity = KeyPair.generate(random);
    identities.put(identity.publicKey(), identity);
    return identity.publicKey();
  }

  @Override
  public synchronized Optional<KeyPair> identity(PublicKey publicKey) {
    return Optional.ofNullable(identities.get(publicKey));
  }

  @Override
  public synchronized List<KeyPair> identities() {
    return List.copyOf(identities.values());
  }

  private synchronized <K> String add(Map<String, K> keys, K key) throws TooManyKeysException {
    if (keys.size() >= MAX_KEYS) {
      throw new TooManyKeysException("too many keys: delete some of the " + MAX_KEYS);
    }
    String id = randomId(random);
    keys.put(id, key);
    return id;
  }

  private static String randomId(SecureRandom random) {
    return Bytes.random(ID_SIZE, random).toUnprefixedHexString();
  }
}

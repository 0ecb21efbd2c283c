// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import dev.shhnode.runtime.HeapShare;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * A 256-bit AES key in Galois/counter mode without associated data (EIP-627, "Symmetric
 * encryption").
 *
 * <p>Guarantees confidentiality and integrity as long as no nonce is used twice with one key. A
 * secret: compared in constant time and never printed. Immutable and thread-safe.
 */
public final class SymmetricKey {

  /** Bytes of the key. */
  public static final int SIZE = 32;

  /** Bytes of the nonce. */
  public static final int NONCE_SIZE = 12;

  /** Bytes that sealing adds: the authentication tag. */
  public static final int TAG_SIZE = 16;

  /** geth's number of iterations; the digits are right, it is not 65 536. */
  private static final int PASSWORD_ITERATIONS = 65_356;

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";

  /** {@code Cipher.getInstance} costs several times as much as opening a message. */
  private static final ThreadLocal<Cipher> CIPHER =
      ThreadLocal.withInitial(() -> Aes.cipher(TRANSFORMATION));

  /** After so many messages under a key in a row the next one is decrypted without a test. */
  private static final int TRUSTED_AFTER = 2;

  private static final ProbeMemory PROBES = new ProbeMemory(HeapShare.PROBES.ofThisHeap());

  private final Bytes bytes;
  private final SecretKeySpec spec;

  /** Made when something is to be opened, as far as there is memory. */
  private volatile @Nullable TagProbe probe;

  /** How many of the latest messages were under this key; a guess, if threads try it at once. */
  private int opened;

  private SymmetricKey(Bytes bytes) {
    this.bytes = bytes;
    this.spec = new SecretKeySpec(bytes.toArrayUnsafe(), "AES");
  }

  /**
   * Makes a key of its bytes.
   *
   * @throws IllegalArgumentException if they are not 32
   */
  public static SymmetricKey of(Bytes bytes) {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException(
          "symmetric key is " + bytes.size() + " bytes, expected " + SIZE);
    }
    return new SymmetricKey(bytes.copy());
  }

  /** Draws a key. */
  public static SymmetricKey generate(SecureRandom random) {
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    return new SymmetricKey(Bytes.wrap(bytes));
  }

  /**
   * Derives the key of a password as every Whisper does: PBKDF2-HMAC-SHA-256, 65 356 iterations,
   * empty salt. Takes tens of milliseconds: not for an event loop.
   *
   * @param password any text, also empty; used in UTF-8
   */
  public static SymmetricKey fromPassword(String password) {
    // The JDK's own PBKDF2 refuses an empty salt.
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(password.getBytes(StandardCharsets.UTF_8), new byte[0], PASSWORD_ITERATIONS);
    KeyParameter derived = (KeyParameter) generator.generateDerivedParameters(SIZE * Byte.SIZE);
    return new SymmetricKey(Bytes.wrap(derived.getKey()));
  }

  /**
   * Encrypts {@code plaintext}.
   *
   * @param nonce 12 bytes, never used with this key before
   * @return ciphertext and tag, 16 bytes longer than the plaintext
   */
  public Bytes seal(Bytes nonce, Bytes plaintext) {
    try {
      return Bytes.wrap(run(Cipher.ENCRYPT_MODE, nonce.toArrayUnsafe(), plaintext.toArrayUnsafe()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("sealing has no failing case", e);
    }
  }

  /**
   * Decrypts {@code ciphertext}.
   *
   * @param nonce 12 bytes
   * @return empty if it was not sealed with this key and nonce
   */
  public Optional<Bytes> open(Bytes nonce, Bytes ciphertext) {
    return GcmMessage.of(nonce, ciphertext).flatMap(this::open);
  }

  /**
   * Decrypts a message that may be under another key, of which there is one in most cases: that it
   * is costs a fiftieth of a decryption.
   *
   * @return empty if it was not sealed with this key
   */
  public Optional<Bytes> open(GcmMessage message) {
    if (opened < TRUSTED_AFTER && !admits(message)) {
      opened = 0;
      return Optional.empty();
    }
    Optional<Bytes> plaintext = decrypt(message);
    opened = plaintext.isPresent() ? Math.min(opened + 1, TRUSTED_AFTER) : 0;
    return plaintext;
  }

  /** Whether the message is worth decrypting: true of all under this key and a few others. */
  boolean admits(GcmMessage message) {
    if (!message.isProbed()) {
      return true;
    }
    TagProbe known = probe;
    if (known == null) {
      known = makeProbe();
    }
    return known == null || known.admits(message);
  }

  private synchronized @Nullable TagProbe makeProbe() {
    if (probe == null) {
      probe =
          PROBES.lease(this, TagProbe.BYTES).map(memory -> new TagProbe(spec, memory)).orElse(null);
    }
    return probe;
  }

  private Optional<Bytes> decrypt(GcmMessage message) {
    try {
      return Optional.of(Bytes.wrap(run(Cipher.DECRYPT_MODE, message.nonce(), message.sealed())));
    } catch (AEADBadTagException notForThisKey) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("lengths are checked before", e);
    }
  }

  private byte[] run(int mode, byte[] nonce, byte[] input) throws GeneralSecurityException {
    Cipher cipher = CIPHER.get();
    cipher.init(mode, spec, new GCMParameterSpec(TAG_SIZE * Byte.SIZE, nonce));
    return cipher.doFinal(input);
  }

  /** The key, 32 bytes: handle as a secret. */
  public Bytes toSecretBytes() {
    return bytes;
  }

  /** Whether all bytes are zero; geth refuses such a key when it is used, not when it is added. */
  public boolean isZero() {
    return bytes.isZero();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SymmetricKey that
        && MessageDigest.isEqual(bytes.toArrayUnsafe(), that.bytes.toArrayUnsafe());
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return "SymmetricKey[hidden]";
  }
}

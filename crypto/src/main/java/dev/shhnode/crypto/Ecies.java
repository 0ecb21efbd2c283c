// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * ECIES as Ethereum uses it, for RLPx handshakes and asymmetric Whisper messages.
 *
 * <p>Shared secret by ECDH on secp256k1; {@code K = ConcatKDF-SHA-256} (NIST SP 800-56A, 32 bytes,
 * no other info); {@code Ke = K[0..16)}, {@code Km = SHA-256(K[16..32))}; AES-128-CTR; output
 * {@code 0x04 ‖ X ‖ Y (65) ‖ IV (16) ‖ ciphertext ‖ HMAC-SHA-256(Km, IV ‖ ciphertext ‖ shared info)
 * (32)}. All failures of opening look alike, so that they tell a sender nothing.
 */
public final class Ecies {

  private static final int IV_SIZE = 16;
  private static final int MAC_SIZE = 32;
  private static final int ENCRYPTION_KEY_SIZE = 16;

  /** Bytes that sealing adds to a plaintext. */
  public static final int OVERHEAD = PublicKey.UNCOMPRESSED_SIZE + IV_SIZE + MAC_SIZE;

  private static final ThreadLocal<Cipher> CIPHER =
      ThreadLocal.withInitial(() -> Aes.cipher("AES/CTR/NoPadding"));
  private static final ThreadLocal<Mac> HMAC = ThreadLocal.withInitial(Aes::hmacSha256);

  private Ecies() {}

  /**
   * Encrypts to the holder of {@code recipient}'s private key, under a fresh ephemeral key.
   *
   * @param sharedInfo authenticated, not encrypted; the length prefix in RLPx, else empty
   */
  public static Bytes seal(
      PublicKey recipient, Bytes plaintext, Bytes sharedInfo, SecureRandom random) {
    KeyPair ephemeral = KeyPair.generate(random);
    byte[] iv = new byte[IV_SIZE];
    random.nextBytes(iv);
    Keys keys = deriveKeys(Secp256k1.sharedSecret(ephemeral.privateKey(), recipient));
    byte[] ciphertext = keys.crypt(Cipher.ENCRYPT_MODE, iv, plaintext.toArrayUnsafe());
    byte[] mac = keys.authenticate(iv, ciphertext, sharedInfo.toArrayUnsafe());
    return Bytes.wrap(
            ephemeral.publicKey().toUncompressed(),
            Bytes.wrap(iv),
            Bytes.wrap(ciphertext),
            Bytes.wrap(mac))
        .copy();
  }

  /**
   * Decrypts what {@link #seal} made.
   *
   * @return empty if it was not sealed to this key with this shared info, whatever the reason
   */
  public static Optional<Bytes> open(PrivateKey recipient, Bytes sealed, Bytes sharedInfo) {
    return read(sealed).flatMap(read -> read.open(recipient, sharedInfo));
  }

  /**
   * Reads what {@link #seal} made, to try it with many keys: its point is checked once.
   *
   * @return empty if nobody can open it
   */
  public static Optional<Sealed> read(Bytes sealed) {
    if (sealed.size() < OVERHEAD) {
      return Optional.empty();
    }
    return PublicKey.fromUncompressed(sealed.slice(0, PublicKey.UNCOMPRESSED_SIZE))
        .map(ephemeral -> new Sealed(ephemeral, sealed));
  }

  /** What somebody can open, perhaps. Immutable. */
  public static final class Sealed {

    private final PublicKey ephemeral;
    private final byte[] iv;
    private final byte[] ciphertext;
    private final byte[] mac;

    private Sealed(PublicKey ephemeral, Bytes sealed) {
      this.ephemeral = ephemeral;
      this.iv = sealed.slice(PublicKey.UNCOMPRESSED_SIZE, IV_SIZE).toArray();
      this.ciphertext =
          sealed.slice(PublicKey.UNCOMPRESSED_SIZE + IV_SIZE, sealed.size() - OVERHEAD).toArray();
      this.mac = sealed.slice(sealed.size() - MAC_SIZE).toArray();
    }

    /**
     * Decrypts it.
     *
     * @return empty if it was not sealed to this key with this shared info, whatever the reason
     */
    public Optional<Bytes> open(PrivateKey recipient, Bytes sharedInfo) {
      Keys keys = deriveKeys(Secp256k1.sharedSecret(recipient, ephemeral));
      byte[] expected = keys.authenticate(iv, ciphertext, sharedInfo.toArrayUnsafe());
      return MessageDigest.isEqual(expected, mac)
          ? Optional.of(Bytes.wrap(keys.crypt(Cipher.DECRYPT_MODE, iv, ciphertext)))
          : Optional.empty();
    }
  }

  /** NIST SP 800-56A, section 5.8.1, for one block: SHA-256(counter 1 ‖ secret). */
  private static Keys deriveKeys(Bytes sharedSecret) {
    byte[] derived = sha256(Bytes.concatenate(Bytes.of(0, 0, 0, 1), sharedSecret));
    Bytes material = Bytes.wrap(derived);
    return new Keys(
        new SecretKeySpec(derived, 0, ENCRYPTION_KEY_SIZE, "AES"),
        new SecretKeySpec(sha256(material.slice(ENCRYPTION_KEY_SIZE)), "HmacSHA256"));
  }

  private static byte[] sha256(Bytes input) {
    SHA256Digest digest = new SHA256Digest();
    digest.update(input.toArrayUnsafe(), 0, input.size());
    byte[] out = new byte[digest.getDigestSize()];
    digest.doFinal(out, 0);
    return out;
  }

  private record Keys(SecretKeySpec encryption, SecretKeySpec authentication) {

    byte[] crypt(int mode, byte[] iv, byte[] input) {
      try {
        Cipher cipher = CIPHER.get();
        cipher.init(mode, encryption, new IvParameterSpec(iv));
        return cipher.doFinal(input);
      } catch (GeneralSecurityException e) {
        throw new AssertionError("counter mode has no failing case", e);
      }
    }

    byte[] authenticate(byte[] iv, byte[] ciphertext, byte[] sharedInfo) {
      try {
        Mac mac = HMAC.get();
        mac.init(authentication);
        mac.update(iv);
        mac.update(ciphertext);
        mac.update(sharedInfo);
        return mac.doFinal();
      } catch (GeneralSecurityException e) {
        throw new AssertionError("HMAC takes any key", e);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * X25519 of Conscrypt, which is BoringSSL behind the interface of the JDK. Found at run time: the
 * node neither needs nor brings the library.
 */
final class ConscryptAgreement implements KeyAgreement {

  private static final String ALGORITHM = "XDH";

  /** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410, section 7). */
  private static final byte[] PRIVATE_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b656e04220420");

  /** What stands before the 32 bytes of a public key in X.509 (RFC 8410, section 4). */
  private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

  private final Provider provider;

  private ConscryptAgreement(Provider provider) {
    this.provider = provider;
  }

  /** Empty where the library is missing, does not run here, or gives another result than Java. */
  static Optional<KeyAgreement> find() {
    try {
      Class<?> conscrypt = Class.forName("org.conscrypt.Conscrypt");
      Provider provider = (Provider) conscrypt.getMethod("newProvider").invoke(null);
      KeyAgreement found = new ConscryptAgreement(provider);
      return worksLikeJava(found) ? Optional.of(found) : Optional.empty();
    } catch (ReflectiveOperationException | LinkageError | IllegalStateException missing) {
      return Optional.empty();
    }
  }

  private static boolean worksLikeJava(KeyAgreement found) {
    byte[] scalar = new byte[Geometry.POINT_SIZE];
    Arrays.fill(scalar, (byte) 0x55);
    byte[] point = BouncyCastleAgreement.publicKey(scalar);
    byte[] expected = new byte[Geometry.POINT_SIZE];
    byte[] actual = new byte[Geometry.POINT_SIZE];
    KeyAgreement.bouncyCastle().agree(scalar, point, expected);
    found.agree(scalar, point, actual);
    return Arrays.equals(expected, actual);
  }

  @Override
  public void agree(byte[] privateKey, byte[] publicKey, byte[] out) {
    try {
      KeyFactory keys = KeyFactory.getInstance(ALGORITHM, provider);
      PrivateKey scalar =
          keys.generatePrivate(new PKCS8EncodedKeySpec(concatenate(PRIVATE_PREFIX, privateKey)));
      PublicKey point =
          keys.generatePublic(new X509EncodedKeySpec(concatenate(PUBLIC_PREFIX, publicKey)));
      multiply(scalar, point, out);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Conscrypt's X25519 fails", e);
    }
  }

  /** BoringSSL refuses points of small order instead of giving zeros. */
  private void multiply(PrivateKey scalar, PublicKey point, byte[] out)
      throws GeneralSecurityException {
    javax.crypto.KeyAgreement agreement =
        javax.crypto.KeyAgreement.getInstance(ALGORITHM, provider);
    agreement.init(scalar);
    try {
      agreement.doPhase(point, true);
      agreement.generateSecret(out, 0);
    } catch (InvalidKeyException smallOrder) {
      Arrays.fill(out, (byte) 0);
    }
  }

  private static byte[] concatenate(byte[] prefix, byte[] key) {
    byte[] out = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, out, prefix.length, key.length);
    return out;
  }

  @Override
  public String name() {
    return "Conscrypt";
  }
}

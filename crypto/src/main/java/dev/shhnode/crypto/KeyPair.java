// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.security.SecureRandom;
import org.apache.tuweni.bytes.Bytes;

/**
 * A private key with its public key.
 *
 * @param privateKey the secret scalar
 * @param publicKey the scalar times the base point
 */
public record KeyPair(PrivateKey privateKey, PublicKey publicKey) {

  /** Derives the public key of {@code privateKey}. */
  public static KeyPair of(PrivateKey privateKey) {
    return new KeyPair(privateKey, Secp256k1.publicKey(privateKey));
  }

  /** Draws a key uniformly from [1, n). */
  public static KeyPair generate(SecureRandom random) {
    byte[] candidate = new byte[PrivateKey.SIZE];
    while (true) {
      random.nextBytes(candidate);
      Bytes bytes = Bytes.wrap(candidate);
      if (!bytes.isZero() && bytes.toUnsignedBigInteger().compareTo(Secp256k1.ORDER) < 0) {
        return of(PrivateKey.of(bytes));
      }
    }
  }
}

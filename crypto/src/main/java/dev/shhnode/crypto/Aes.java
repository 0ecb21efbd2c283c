// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/**
 * Lookup of the JDK's own AES and HMAC by provider name, so that a provider registered elsewhere in
 * the process (Bouncy Castle's is several times slower) cannot take their place.
 */
final class Aes {

  private static final String PROVIDER = "SunJCE";

  private Aes() {}

  static Cipher cipher(String transformation) {
    try {
      return Cipher.getInstance(transformation, PROVIDER);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(transformation + " is part of every JDK", e);
    }
  }

  static Mac hmacSha256() {
    try {
      return Mac.getInstance("HmacSHA256", PROVIDER);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("HmacSHA256 is part of every JDK", e);
    }
  }
}

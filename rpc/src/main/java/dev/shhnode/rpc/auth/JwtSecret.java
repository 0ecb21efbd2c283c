// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The 32 bytes that node and clients share, by which tokens are signed with HS256 (RFC 7518,
 * section 3.2). Immutable and thread-safe; does not show itself in a log.
 */
public final class JwtSecret {

  private static final int LENGTH = 32;

  private static final String HMAC = "HmacSHA256";

  private static final String FORM = "not a secret of 64 hexadecimal digits";

  private final byte[] bytes;

  private JwtSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a secret as the Engine API's files hold it.
   *
   * @param hex 64 hexadecimal digits, with or without {@code 0x}
   * @throws IllegalArgumentException if it is anything else; the message does not quote it
   */
  public static JwtSecret parse(String hex) {
    String digits = hex.startsWith("0x") ? hex.substring(2) : hex;
    if (digits.length() != 2 * LENGTH || !digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException(FORM);
    }
    return new JwtSecret(HexFormat.of().parseHex(digits));
  }

  /** Draws a secret. */
  public static JwtSecret generate(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new JwtSecret(bytes);
  }

  /** The secret in 64 hexadecimal digits, for the file of its owner. */
  public String toSecretHex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** The MAC of an ASCII text. */
  byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(bytes, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has " + HMAC, e);
    }
  }

  @Override
  public String toString() {
    return "JwtSecret[hidden]";
  }
}

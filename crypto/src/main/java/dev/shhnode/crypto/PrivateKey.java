// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.math.BigInteger;
import java.security.MessageDigest;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A secp256k1 scalar in [1, n). A secret: compared in constant time and never printed. Immutable.
 */
public final class PrivateKey {

  /** Bytes of the scalar, big-endian. */
  public static final int SIZE = 32;

  private final Bytes32 bytes;
  private final BigInteger scalar;

  private PrivateKey(Bytes32 bytes, BigInteger scalar) {
    this.bytes = bytes;
    this.scalar = scalar;
  }

  /**
   * Makes a key of its big-endian scalar.
   *
   * @throws IllegalArgumentException if {@code bytes} is not 32 bytes or the scalar is 0 or not
   *     below the order of the curve
   */
  public static PrivateKey of(Bytes bytes) {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException(
          "private key is " + bytes.size() + " bytes, expected " + SIZE);
    }
    BigInteger scalar = bytes.toUnsignedBigInteger();
    if (scalar.signum() == 0 || scalar.compareTo(Secp256k1.ORDER) >= 0) {
      throw new IllegalArgumentException("private key is out of range");
    }
    return new PrivateKey(Bytes32.wrap(bytes.copy()), scalar);
  }

  /** The scalar, 32 bytes big-endian: handle as a secret. */
  public Bytes32 toSecretBytes() {
    return bytes;
  }

  BigInteger scalar() {
    return scalar;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrivateKey that
        && MessageDigest.isEqual(bytes.toArrayUnsafe(), that.bytes.toArrayUnsafe());
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return "PrivateKey[hidden]";
  }
}

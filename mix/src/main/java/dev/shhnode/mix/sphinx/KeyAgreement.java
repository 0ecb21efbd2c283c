// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

/** X25519 (RFC 7748). Implementations may be used by any number of threads at once. */
public interface KeyAgreement {

  /**
   * Multiplies a point by a scalar. A point of small order gives 32 zeros, which the caller must
   * check for.
   *
   * @param privateKey the scalar, 32 bytes little-endian
   * @param publicKey the point, 32 bytes little-endian; its uppermost bit is ignored
   * @param out takes the 32 bytes of the product
   */
  void agree(byte[] privateKey, byte[] publicKey, byte[] out);

  /** What it is, for a log or a table. */
  String name();

  /** Bouncy Castle's, which is always there. */
  static KeyAgreement bouncyCastle() {
    return BouncyCastleAgreement.INSTANCE;
  }

  /** Conscrypt's native one if its library is on the class path and works here, else the former. */
  static KeyAgreement fastest() {
    return ConscryptAgreement.find().orElse(bouncyCastle());
  }
}

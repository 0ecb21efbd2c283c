// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import org.bouncycastle.math.ec.rfc7748.X25519;

/** X25519 in Java. */
final class BouncyCastleAgreement implements KeyAgreement {

  static final KeyAgreement INSTANCE = new BouncyCastleAgreement();

  private BouncyCastleAgreement() {}

  @Override
  public void agree(byte[] privateKey, byte[] publicKey, byte[] out) {
    X25519.scalarMult(privateKey, 0, publicKey, 0, out, 0);
  }

  /** The base point times a scalar, which tables make cheaper than any other product. */
  static byte[] publicKey(byte[] privateKey) {
    byte[] out = new byte[Geometry.POINT_SIZE];
    X25519.scalarMultBase(privateKey, 0, out, 0);
    return out;
  }

  @Override
  public String name() {
    return "Bouncy Castle";
  }
}

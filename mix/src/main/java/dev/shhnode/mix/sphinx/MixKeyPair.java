// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.security.SecureRandom;
import java.util.Arrays;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The X25519 key of a mix for one epoch. A secret that lives in memory only and is never printed.
 * Any thread may use it; when its epoch is over, its owner destroys it together with its {@link
 * ReplayCache}.
 */
public final class MixKeyPair {

  private final byte[] privateKey;
  private final Bytes32 publicKey;
  private volatile boolean destroyed;

  private MixKeyPair(byte[] privateKey) {
    this.privateKey = privateKey;
    this.publicKey = Bytes32.wrap(BouncyCastleAgreement.publicKey(privateKey));
  }

  /** Draws a key. */
  public static MixKeyPair generate(SecureRandom random) {
    byte[] scalar = new byte[Geometry.POINT_SIZE];
    random.nextBytes(scalar);
    return of(scalar);
  }

  /** The key of a scalar of 32 bytes, little-endian. */
  static MixKeyPair of(byte[] scalar) {
    byte[] clamped = scalar.clone();
    Scalars.clamp(clamped);
    return new MixKeyPair(clamped);
  }

  /**
   * Whether a key that somebody announces can be agreed with at all: one of small order cannot, and
   * {@link Sphinx#prepare} refuses it.
   */
  public static boolean isPublicKey(Bytes32 candidate) {
    byte[] scalar = new byte[Geometry.POINT_SIZE];
    Scalars.clamp(scalar);
    byte[] product = new byte[Geometry.POINT_SIZE];
    KeyAgreement.bouncyCastle().agree(scalar, candidate.toArrayUnsafe(), product);
    return !Sphinx.isZero(product);
  }

  /** The point, 32 bytes little-endian. */
  public Bytes32 publicKey() {
    return publicKey;
  }

  /** The product with a point; false if it was destroyed or the point has small order. */
  boolean agree(KeyAgreement agreement, byte[] point, byte[] out) {
    if (destroyed) {
      return false;
    }
    agreement.agree(privateKey, point, out);
    return !destroyed && !Sphinx.isZero(out);
  }

  /** Overwrites the private key. What was sent to this key can be read by nobody any more. */
  public void destroy() {
    destroyed = true;
    Arrays.fill(privateKey, (byte) 0);
  }

  @Override
  public String toString() {
    return "MixKeyPair[" + publicKey.toUnprefixedHexString() + ", private key hidden]";
  }
}

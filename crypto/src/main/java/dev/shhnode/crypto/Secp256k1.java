// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of secp256k1 (SEC 2) that devp2p and Whisper need.
 *
 * <p>Uses Bouncy Castle's custom curve, whose field arithmetic is several times faster than that of
 * the generic one, or {@link NativeSecp256k1} where somebody has put it on the class path. Signing
 * is deterministic (RFC 6979) with low s, as geth's.
 */
public final class Secp256k1 {

  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
  private static final ECCurve CURVE = PARAMETERS.getCurve();
  private static final ECPoint BASE = PARAMETERS.getG();
  static final BigInteger ORDER = PARAMETERS.getN();
  private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
  private static final BigInteger FIELD_PRIME = CURVE.getField().getCharacteristic();
  private static final int COORDINATE_SIZE = 32;

  private Secp256k1() {}

  /** Looked for when it is first needed. */
  private static final class Library {
    static final @Nullable NativeSecp256k1 NATIVE = NativeSecp256k1.find().orElse(null);
  }

  static PublicKey publicKey(PrivateKey key) {
    return PublicKey.ofPoint(multiplyBase(key.scalar()));
  }

  private static ECPoint multiplyBase(BigInteger scalar) {
    return new FixedPointCombMultiplier().multiply(BASE, scalar);
  }

  /** Reads {@code X ‖ Y}; empty if a coordinate is not below p or the point is not on the curve. */
  static Optional<ECPoint> decodePoint(Bytes coordinates) {
    BigInteger x = coordinates.slice(0, COORDINATE_SIZE).toUnsignedBigInteger();
    BigInteger y = coordinates.slice(COORDINATE_SIZE).toUnsignedBigInteger();
    if (x.compareTo(FIELD_PRIME) >= 0 || y.compareTo(FIELD_PRIME) >= 0) {
      return Optional.empty();
    }
    ECPoint point = CURVE.createPoint(x, y);
    return point.isValid() ? Optional.of(point) : Optional.empty();
  }

  static boolean isScalar(BigInteger value) {
    return value.signum() > 0 && value.compareTo(ORDER) < 0;
  }

  /**
   * The x coordinate of the Diffie-Hellman point: the shared secret of RLPx and ECIES.
   *
   * @return 32 bytes big-endian, not hashed
   */
  public static Bytes32 sharedSecret(PrivateKey ours, PublicKey theirs) {
    return Library.NATIVE == null
        ? sharedSecretInJava(ours, theirs)
        : Library.NATIVE.sharedSecret(ours, theirs);
  }

  static Bytes32 sharedSecretInJava(PrivateKey ours, PublicKey theirs) {
    ECPoint product = theirs.point().multiply(ours.scalar()).normalize();
    return Bytes32.wrap(product.getAffineXCoord().getEncoded());
  }

  /** Signs a 32-byte digest. */
  public static Signature sign(PrivateKey key, Bytes32 digest) {
    BigInteger e = digest.toUnsignedBigInteger();
    HMacDSAKCalculator nonces = new HMacDSAKCalculator(new SHA256Digest());
    nonces.init(ORDER, key.scalar(), digest.toArrayUnsafe());
    while (true) {
      BigInteger k = nonces.nextK();
      ECPoint point = multiplyBase(k).normalize();
      BigInteger x = point.getAffineXCoord().toBigInteger();
      BigInteger r = x.mod(ORDER);
      BigInteger s = k.modInverse(ORDER).multiply(e.add(key.scalar().multiply(r))).mod(ORDER);
      if (r.signum() == 0 || s.signum() == 0) {
        continue;
      }
      int recoveryId =
          (point.getAffineYCoord().testBitZero() ? 1 : 0) | (x.compareTo(ORDER) >= 0 ? 2 : 0);
      if (s.compareTo(HALF_ORDER) > 0) {
        s = ORDER.subtract(s);
        recoveryId ^= 1;
      }
      return new Signature(r, s, recoveryId);
    }
  }

  /**
   * Whether the owner of {@code key} has signed {@code digest} (SEC 1, section 4.1.4). As geth, it
   * refuses the greater of the two s that would do, so that nobody can alter a signature into
   * another one that is valid too.
   *
   * @param signature {@code R ‖ S}, 64 bytes; of another size it is refused
   */
  public static boolean verify(PublicKey key, Bytes32 digest, Bytes signature) {
    if (signature.size() != 2 * Bytes32.SIZE) {
      return false;
    }
    BigInteger r = signature.slice(0, Bytes32.SIZE).toUnsignedBigInteger();
    BigInteger s = signature.slice(Bytes32.SIZE).toUnsignedBigInteger();
    if (!isScalar(r) || !isScalar(s) || s.compareTo(HALF_ORDER) > 0) {
      return false;
    }
    BigInteger inverse = s.modInverse(ORDER);
    BigInteger baseFactor = digest.toUnsignedBigInteger().multiply(inverse).mod(ORDER);
    BigInteger keyFactor = r.multiply(inverse).mod(ORDER);
    ECPoint point =
        ECAlgorithms.sumOfTwoMultiplies(BASE, baseFactor, key.point(), keyFactor).normalize();
    return !point.isInfinity() && point.getAffineXCoord().toBigInteger().mod(ORDER).equals(r);
  }

  /** SEC 1, section 4.1.6: Q = r⁻¹(sR − eG). */
  static Optional<PublicKey> recover(Signature signature, Bytes32 digest) {
    return Library.NATIVE == null
        ? recoverInJava(signature, digest)
        : Library.NATIVE.recover(signature, digest);
  }

  static Optional<PublicKey> recoverInJava(Signature signature, Bytes32 digest) {
    BigInteger x = signature.r();
    if ((signature.recoveryId() & 2) != 0) {
      x = x.add(ORDER);
    }
    if (x.compareTo(FIELD_PRIME) >= 0) {
      return Optional.empty();
    }
    Optional<ECPoint> nonce = decompress(x, (signature.recoveryId() & 1) == 1);
    if (nonce.isEmpty()) {
      return Optional.empty();
    }
    BigInteger inverse = signature.r().modInverse(ORDER);
    BigInteger e = digest.toUnsignedBigInteger();
    BigInteger baseFactor = e.negate().multiply(inverse).mod(ORDER);
    BigInteger nonceFactor = signature.s().multiply(inverse).mod(ORDER);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(BASE, baseFactor, nonce.get(), nonceFactor);
    return key.isInfinity() ? Optional.empty() : Optional.of(PublicKey.ofPoint(key));
  }

  private static Optional<ECPoint> decompress(BigInteger x, boolean odd) {
    byte[] compressed = new byte[1 + COORDINATE_SIZE];
    compressed[0] = (byte) (odd ? 0x03 : 0x02);
    System.arraycopy(toBytes32(x).toArrayUnsafe(), 0, compressed, 1, COORDINATE_SIZE);
    return decompress(compressed);
  }

  /** Reads {@code 0x02 ‖ X} or {@code 0x03 ‖ X}, 33 bytes; empty if there is no such point. */
  static Optional<ECPoint> decompress(byte[] compressed) {
    try {
      return Optional.of(CURVE.decodePoint(compressed));
    } catch (IllegalArgumentException notAPoint) {
      // About half of all x have no point; the library can only say so by throwing.
      return Optional.empty();
    }
  }

  static Bytes32 toBytes32(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int excess = bytes.length - Bytes32.SIZE;
    return excess > 0 ? Bytes32.wrap(bytes, excess) : Bytes32.leftPad(Bytes.wrap(bytes));
  }
}

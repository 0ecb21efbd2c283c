// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * An ECDSA signature over secp256k1 from which the signer's public key can be recovered.
 *
 * @param r in [1, n)
 * @param s in [1, n)
 * @param recoveryId 0 to 3: bit 0 is the parity of R's y, bit 1 says that R's x is r + n
 */
public record Signature(BigInteger r, BigInteger s, int recoveryId) {

  /** Bytes of the encoding {@code R(32) ‖ S(32) ‖ V(1)}. */
  public static final int SIZE = 65;

  /** EIP-627 writes V as 27 or 28 where every deployed Whisper writes 0 or 1. */
  private static final int LEGACY_V_OFFSET = 27;

  private static final int MAX_RECOVERY_ID = 3;

  public Signature {
    if (recoveryId < 0 || recoveryId > MAX_RECOVERY_ID) {
      throw new IllegalArgumentException("recovery id is " + recoveryId + ", expected 0 to 3");
    }
    if (!Secp256k1.isScalar(r) || !Secp256k1.isScalar(s)) {
      throw new IllegalArgumentException("r or s is out of range");
    }
  }

  /**
   * Reads {@code R ‖ S ‖ V} with V in 0…3 or 27…30.
   *
   * @return empty if the length is not 65 or a part is out of range
   */
  public static Optional<Signature> fromBytes(Bytes encoded) {
    if (encoded.size() != SIZE) {
      return Optional.empty();
    }
    int v = encoded.get(SIZE - 1) & 0xff;
    int recoveryId = v >= LEGACY_V_OFFSET ? v - LEGACY_V_OFFSET : v;
    BigInteger r = encoded.slice(0, 32).toUnsignedBigInteger();
    BigInteger s = encoded.slice(32, 32).toUnsignedBigInteger();
    if (recoveryId > MAX_RECOVERY_ID || !Secp256k1.isScalar(r) || !Secp256k1.isScalar(s)) {
      return Optional.empty();
    }
    return Optional.of(new Signature(r, s, recoveryId));
  }

  /** {@code R ‖ S ‖ V}, 65 bytes, V being the plain recovery id as geth writes it. */
  public Bytes toBytes() {
    return Bytes.concatenate(toCompactBytes(), Bytes.of((byte) recoveryId));
  }

  /** {@code R ‖ S}, 64 bytes, for those who know the signer's key. */
  public Bytes toCompactBytes() {
    return Bytes.concatenate(Secp256k1.toBytes32(r), Secp256k1.toBytes32(s));
  }

  /** Recovers the key that signed {@code digest}; empty if there is none. */
  public Optional<PublicKey> recover(Bytes32 digest) {
    return Secp256k1.recover(this, digest);
  }
}

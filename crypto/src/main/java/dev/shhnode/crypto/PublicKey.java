// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A point of secp256k1 other than infinity; also the identity of a devp2p node.
 *
 * <p>Immutable. Every instance lies on the curve, which is checked when it is made, so computations
 * with foreign keys need no check of their own (the invalid-curve attack of CVE-2026-26315).
 */
public final class PublicKey {

  /** Bytes of the plain form {@code X ‖ Y} (node ids, RLPx). */
  public static final int SIZE = 64;

  /** Bytes of the uncompressed SEC 1 form {@code 0x04 ‖ X ‖ Y} (ECIES, Whisper's RPC). */
  public static final int UNCOMPRESSED_SIZE = 65;

  /** Bytes of the compressed SEC 1 form, {@code 0x02 ‖ X} or {@code 0x03 ‖ X} (node records). */
  public static final int COMPRESSED_SIZE = 33;

  private static final byte UNCOMPRESSED_PREFIX = 0x04;
  private static final byte EVEN_PREFIX = 0x02;
  private static final byte ODD_PREFIX = 0x03;

  private final Bytes coordinates;
  private final ECPoint point;

  private PublicKey(Bytes coordinates, ECPoint point) {
    this.coordinates = coordinates;
    this.point = point;
  }

  /**
   * Reads the plain form.
   *
   * @param coordinates {@code X ‖ Y}, 64 bytes
   * @return empty if the length is another or the point is not on the curve
   */
  public static Optional<PublicKey> fromBytes(Bytes coordinates) {
    if (coordinates.size() != SIZE) {
      return Optional.empty();
    }
    return Secp256k1.decodePoint(coordinates)
        .map(point -> new PublicKey(coordinates.copy(), point));
  }

  /**
   * Reads the uncompressed form. Compressed points are refused, as by geth where it expects this
   * form.
   *
   * @param encoded {@code 0x04 ‖ X ‖ Y}, 65 bytes
   * @return empty if it has another form or the point is not on the curve
   */
  public static Optional<PublicKey> fromUncompressed(Bytes encoded) {
    if (encoded.size() != UNCOMPRESSED_SIZE || encoded.get(0) != UNCOMPRESSED_PREFIX) {
      return Optional.empty();
    }
    return fromBytes(encoded.slice(1));
  }

  /**
   * Reads the compressed form.
   *
   * @param encoded {@code 0x02 ‖ X} where Y is even, {@code 0x03 ‖ X} where it is odd, 33 bytes
   * @return empty if it has another form or no point has this X
   */
  public static Optional<PublicKey> fromCompressed(Bytes encoded) {
    if (encoded.size() != COMPRESSED_SIZE
        || (encoded.get(0) != EVEN_PREFIX && encoded.get(0) != ODD_PREFIX)) {
      return Optional.empty();
    }
    return Secp256k1.decompress(encoded.toArray()).map(PublicKey::ofPoint);
  }

  static PublicKey ofPoint(ECPoint point) {
    ECPoint normalized = point.normalize();
    return new PublicKey(Bytes.wrap(normalized.getEncoded(false)).slice(1), normalized);
  }

  /** {@code X ‖ Y}, 64 bytes. */
  public Bytes toBytes() {
    return coordinates;
  }

  /** {@code 0x04 ‖ X ‖ Y}, 65 bytes. */
  public Bytes toUncompressed() {
    return Bytes.concatenate(Bytes.of(UNCOMPRESSED_PREFIX), coordinates);
  }

  /** {@code 0x02 ‖ X} or {@code 0x03 ‖ X}, 33 bytes. */
  public Bytes toCompressed() {
    return Bytes.wrap(point.getEncoded(true));
  }

  ECPoint point() {
    return point;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey that && coordinates.equals(that.coordinates);
  }

  @Override
  public int hashCode() {
    return coordinates.hashCode();
  }

  @Override
  public String toString() {
    return coordinates.toUnprefixedHexString();
  }
}

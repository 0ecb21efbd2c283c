// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import static dev.shhnode.mix.sphinx.Geometry.BLOCK_SIZE;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * The plain text of a body: {@code 0^16 ‖ content ‖ 0… ‖ length of the padding}. The length counts
 * itself and stands in two bytes, little-endian. The zeros in front are what shows that nobody
 * changed a bit on the way.
 */
final class Payload {

  private static final int LENGTH_SIZE = 2;
  private static final byte[] TAG = new byte[BLOCK_SIZE];

  private Payload() {}

  /** Writes {@code content} into zeroed bytes; its caller has checked that it fits. */
  static void write(Bytes content, byte[] data, int offset, int length) {
    System.arraycopy(content.toArrayUnsafe(), 0, data, offset + BLOCK_SIZE, content.size());
    int padding = length - BLOCK_SIZE - content.size();
    data[offset + length - 2] = (byte) padding;
    data[offset + length - 1] = (byte) (padding >>> 8);
  }

  /** Whether a deciphered body begins with the zeros. */
  static boolean isWhole(byte[] body) {
    return MessageDigest.isEqual(TAG, Arrays.copyOf(body, BLOCK_SIZE));
  }

  /** The content of a whole body, unless its padding is not as it must be. */
  static Optional<Bytes> content(byte[] body) {
    int padding = (body[body.length - 2] & 0xff) | (body[body.length - 1] & 0xff) << 8;
    int end = body.length - padding;
    if (padding < LENGTH_SIZE || end < BLOCK_SIZE) {
      return Optional.empty();
    }
    for (int i = end; i < body.length - LENGTH_SIZE; i++) {
      if (body[i] != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(Bytes.wrap(body, BLOCK_SIZE, end - BLOCK_SIZE));
  }
}

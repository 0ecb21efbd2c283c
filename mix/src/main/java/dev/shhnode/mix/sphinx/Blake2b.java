// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import org.bouncycastle.crypto.digests.Blake2bDigest;

/** BLAKE2b (RFC 7693), the one hash of the packet. */
final class Blake2b {

  private Blake2b() {}

  /** The hash, of {@code size} bytes, of the concatenation of {@code parts}. */
  static byte[] hash(int size, byte[]... parts) {
    Blake2bDigest digest = new Blake2bDigest(8 * size);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[size];
    digest.doFinal(out, 0);
    return out;
  }

  /** The keyed hash, of {@code size} bytes, of a part of {@code data}. */
  static byte[] keyed(int size, byte[] key, byte[] data, int offset, int length) {
    Blake2bDigest digest = new Blake2bDigest(key, size, null, null);
    digest.update(data, offset, length);
    byte[] out = new byte[size];
    digest.doFinal(out, 0);
    return out;
  }
}

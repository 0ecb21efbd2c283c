// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.keccak.KeccakSponge;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The running MAC of one direction (RLPx specification, "MAC"). Not thread-safe; belongs to the
 * connection's event loop.
 */
final class FrameMac {

  /** Bytes of a MAC. */
  static final int SIZE = 16;

  private final KeccakSponge digest = new KeccakSponge();
  private final Cipher cipher;
  private final byte[] block = new byte[SIZE];
  private final byte[] seed = new byte[SIZE];

  /** The digest of all that has been taken in. */
  private final byte[] sum = new byte[KeccakSponge.DIGEST_SIZE];

  FrameMac(Bytes32 secret, Bytes secretSeed) {
    try {
      cipher = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret.toArrayUnsafe(), "AES"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES is part of every JDK", e);
    }
    digest.update(secretSeed.toArrayUnsafe(), 0, secretSeed.size());
    digest.digest(sum, 0);
  }

  /** Takes a header's ciphertext of 16 bytes in and writes its MAC. */
  void header(byte[] ciphertext, int offset, byte[] out, int outOffset) {
    mix(ciphertext, offset);
    System.arraycopy(sum, 0, out, outOffset, SIZE);
  }

  /** Takes a body's ciphertext in and writes its MAC. */
  void body(byte[] ciphertext, int offset, int length, byte[] out, int outOffset) {
    digest.update(ciphertext, offset, length);
    digest.digest(sum, 0);
    System.arraycopy(sum, 0, seed, 0, SIZE);
    mix(seed, 0);
    System.arraycopy(sum, 0, out, outOffset, SIZE);
  }

  /** digest ← digest ‖ (AES(sum) xor input); leaves the new sum. */
  private void mix(byte[] input, int offset) {
    try {
      cipher.doFinal(sum, 0, SIZE, block, 0);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("one block always fits", e);
    }
    for (int i = 0; i < SIZE; i++) {
      block[i] ^= input[offset + i];
    }
    digest.update(block, 0, SIZE);
    digest.digest(sum, 0);
  }
}

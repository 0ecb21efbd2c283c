// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.bouncycastle.crypto.digests.KeccakDigest;

/**
 * The running MAC of one direction (RLPx specification, "MAC"). Not thread-safe; belongs to the
 * connection's event loop.
 */
final class FrameMac {

  /** Bytes of a MAC. */
  static final int SIZE = 16;

  private static final int KECCAK_BITS = 256;

  private final KeccakDigest digest = new KeccakDigest(KECCAK_BITS);
  private final Cipher cipher;
  private final byte[] sum = new byte[KECCAK_BITS / Byte.SIZE];
  private final byte[] block = new byte[SIZE];

  FrameMac(Bytes32 secret, Bytes seed) {
    try {
      cipher = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret.toArrayUnsafe(), "AES"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES is part of every JDK", e);
    }
    digest.update(seed.toArrayUnsafe(), 0, seed.size());
  }

  /** Takes a header's ciphertext of 16 bytes in and writes its MAC. */
  void header(byte[] ciphertext, int offset, byte[] out, int outOffset) {
    peek();
    mix(ciphertext, offset);
    System.arraycopy(sum, 0, out, outOffset, SIZE);
  }

  /** Takes a body's ciphertext in and writes its MAC. */
  void body(byte[] ciphertext, int offset, int length, byte[] out, int outOffset) {
    digest.update(ciphertext, offset, length);
    peek();
    byte[] seed = new byte[SIZE];
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
    peek();
  }

  /** Computes the digest of all input so far; more input may follow. */
  private void peek() {
    new KeccakDigest(digest).doFinal(sum, 0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.util.Arrays;

/**
 * The wide-block cipher LIONESS over ChaCha20 and BLAKE2b, as go-lioness has it: each bit of the
 * block depends on all others and on the key, so a flipped bit makes garbage of all of it. The left
 * half has 32 bytes, the right half the rest.
 */
final class Lioness {

  /** Bytes of a key: {@code k1 32 ‖ k2 64 ‖ k3 32 ‖ k4 64}. */
  static final int KEY_SIZE = 192;

  private static final int LEFT = Geometry.POINT_SIZE;

  private final byte[] k1;
  private final byte[] k2;
  private final byte[] k3;
  private final byte[] k4;

  /**
   * @param key {@link #KEY_SIZE} bytes
   */
  Lioness(byte[] key) {
    k1 = Arrays.copyOfRange(key, 0, 32);
    k2 = Arrays.copyOfRange(key, 32, 96);
    k3 = Arrays.copyOfRange(key, 96, 128);
    k4 = Arrays.copyOfRange(key, 128, 192);
  }

  /** Encrypts a part of {@code data}, more than 32 bytes, in place. */
  void encrypt(byte[] data, int offset, int length) {
    stream(k1, data, offset, length);
    hash(k2, data, offset, length);
    stream(k3, data, offset, length);
    hash(k4, data, offset, length);
  }

  /** Undoes {@link #encrypt}. */
  void decrypt(byte[] data, int offset, int length) {
    hash(k4, data, offset, length);
    stream(k3, data, offset, length);
    hash(k2, data, offset, length);
    stream(k1, data, offset, length);
  }

  /** {@code R ← R ⊕ S(L ⊕ k)}. */
  private static void stream(byte[] k, byte[] data, int offset, int length) {
    byte[] key = k.clone();
    xor(data, offset, key, 0, LEFT);
    ChaCha.xor(key, data, offset + LEFT, length - LEFT);
  }

  /** {@code L ← L ⊕ H(k, R)}. */
  private static void hash(byte[] k, byte[] data, int offset, int length) {
    byte[] hash = Blake2b.keyed(LEFT, k, data, offset + LEFT, length - LEFT);
    xor(hash, 0, data, offset, LEFT);
  }

  /** XORs {@code length} bytes of {@code source} to {@code target}. */
  static void xor(byte[] source, int from, byte[] target, int to, int length) {
    for (int i = 0; i < length; i++) {
      target[to + i] ^= source[from + i];
    }
  }

  /** Overwrites the key, of which then nothing more can be made. */
  void wipe() {
    for (byte[] key : new byte[][] {k1, k2, k3, k4}) {
      Arrays.fill(key, (byte) 0);
    }
  }
}

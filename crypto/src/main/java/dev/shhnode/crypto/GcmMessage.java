// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A ciphertext with its nonce and tag, to be tried under many {@link SymmetricKey}s: what does not
 * depend on the key is worked out once. For one thread at a time.
 */
public final class GcmMessage {

  /** Bytes of a block of AES and of GHASH. */
  static final int BLOCK_SIZE = 16;

  /**
   * Ours: longer ciphertexts are not probed, as what a {@link TagProbe} keeps grows with them. Few
   * messages are longer than a few hundred bytes.
   */
  static final int MAX_PROBED_SIZE = 4_096;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] nonce;

  /** Ciphertext and tag. */
  private final byte[] sealed;

  private final byte[] counter;
  private final byte[] encryptedCounter = new byte[BLOCK_SIZE];
  private final @Nullable GhashElements[] shifted = new GhashElements[TagProbe.PROBED_BITS];

  private GcmMessage(byte[] nonce, byte[] sealed) {
    this.nonce = nonce;
    this.sealed = sealed;
    this.counter = Arrays.copyOf(nonce, BLOCK_SIZE);
    counter[BLOCK_SIZE - 1] = 1;
  }

  /**
   * Takes what {@link SymmetricKey#seal} made; the arrays behind it must not change.
   *
   * @param nonce 12 bytes
   * @param ciphertext with its tag of 16 bytes
   * @return empty if the sizes are impossible
   */
  public static Optional<GcmMessage> of(Bytes nonce, Bytes ciphertext) {
    return nonce.size() != SymmetricKey.NONCE_SIZE || ciphertext.size() < SymmetricKey.TAG_SIZE
        ? Optional.empty()
        : Optional.of(new GcmMessage(nonce.toArrayUnsafe(), ciphertext.toArrayUnsafe()));
  }

  byte[] nonce() {
    return nonce;
  }

  /** Ciphertext and tag. */
  byte[] sealed() {
    return sealed;
  }

  boolean isProbed() {
    return textSize() <= MAX_PROBED_SIZE;
  }

  private int textSize() {
    return sealed.length - SymmetricKey.TAG_SIZE;
  }

  /** Blocks that GHASH takes: those of the ciphertext and one that tells its length. */
  int blocks() {
    return (textSize() + BLOCK_SIZE - 1) / BLOCK_SIZE + 1;
  }

  /** The block whose encryption hides the tag: the nonce and a counter of 1. */
  byte[] counter() {
    return counter;
  }

  /** Room for that block, encrypted. */
  byte[] encryptedCounter() {
    return encryptedCounter;
  }

  /** The last 64 bits of the tag. */
  long tagEnd() {
    return longAt(sealed, sealed.length - Long.BYTES);
  }

  static long longAt(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /**
   * The blocks of GHASH, each times x to the power {@code shift}; the last block, which is
   * multiplied by the lowest power of the key, comes first.
   *
   * @param shift below {@link TagProbe#PROBED_BITS}
   */
  GhashElements shifted(int shift) {
    GhashElements known = shifted[shift];
    if (known == null) {
      known = shift == 0 ? readBlocks() : shifted(shift - 1).timesX();
      shifted[shift] = known;
    }
    return known;
  }

  private GhashElements readBlocks() {
    int last = blocks() - 1;
    GhashElements read = new GhashElements(last + 1);
    read.low()[0] = (long) Byte.SIZE * textSize();
    int whole = textSize() / BLOCK_SIZE;
    for (int block = 0; block < whole; block++) {
      read.high()[last - block] = longAt(sealed, BLOCK_SIZE * block);
      read.low()[last - block] = longAt(sealed, BLOCK_SIZE * block + Long.BYTES);
    }
    if (whole < last) {
      byte[] rest = Arrays.copyOfRange(sealed, BLOCK_SIZE * whole, textSize());
      byte[] padded = Arrays.copyOf(rest, BLOCK_SIZE);
      read.high()[1] = longAt(padded, 0);
      read.low()[1] = longAt(padded, Long.BYTES);
    }
    return read;
  }
}

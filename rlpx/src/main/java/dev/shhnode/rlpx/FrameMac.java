// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.keccak.KeccakSponge;
import dev.shhnode.crypto.keccak.KeccakTask;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * The running MAC of one direction (RLPx specification, "MAC"). What it is to take in is told
 * first, and taken in as a task, beside those of other connections. Not thread-safe; belongs to the
 * connection's event loop.
 */
final class FrameMac implements KeccakTask {

  /** Bytes of a MAC. */
  static final int SIZE = 16;

  private final KeccakSponge digest = new KeccakSponge();
  private final Cipher cipher;
  private final byte[] block = new byte[SIZE];

  /** The digest of all that has been taken in. */
  private final byte[] sum = new byte[KeccakSponge.DIGEST_SIZE];

  /** To be taken in after {@code part}. */
  private final Queue<Part> waiting = new ArrayDeque<>();

  private @Nullable Part part;

  // What of the part the digest gets now: the ciphertext of a body, or the block at its end.
  private byte[] input = block;
  private int taken;
  private int end;
  private boolean padded;

  /**
   * Header or body of a frame.
   *
   * @param ciphertext where it is, of {@code size} bytes from {@code offset} on
   * @param out where its MAC goes, from {@code outOffset} on
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Part(
      boolean isBody, byte[] ciphertext, int offset, int size, byte[] out, int outOffset) {}

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

  /** A header's ciphertext of 16 bytes is to be taken in, and its MAC written. */
  void header(byte[] ciphertext, int offset, byte[] out, int outOffset) {
    waiting.add(new Part(false, ciphertext, offset, SIZE, out, outOffset));
  }

  /** A body's ciphertext is to be taken in, and its MAC written. */
  void body(byte[] ciphertext, int offset, int length, byte[] out, int outOffset) {
    waiting.add(new Part(true, ciphertext, offset, length, out, outOffset));
  }

  @Override
  public long @Nullable [] next() {
    while (part != null || begin()) {
      if (taken < end) {
        taken += digest.fill(input, taken, end - taken);
        if (digest.isFull()) {
          return digest.nextBlock();
        }
      }
      if (!padded) {
        padded = true;
        return digest.padded();
      }
      padded = false;
      digest.readPadded(sum, 0);
      goOn(requireNonNull(part));
    }
    return null;
  }

  private boolean begin() {
    part = waiting.poll();
    if (part == null) {
      return false;
    }
    if (part.isBody) {
      take(part.ciphertext, part.offset, part.size);
    } else {
      mix(part.ciphertext, part.offset);
    }
    return true;
  }

  /** After a body comes a block of its digest; after any block the MAC. */
  private void goOn(Part present) {
    if (input == block) {
      System.arraycopy(sum, 0, present.out, present.outOffset, SIZE);
      part = null;
    } else {
      mix(sum, 0);
    }
  }

  private void take(byte[] bytes, int offset, int length) {
    input = bytes;
    taken = offset;
    end = offset + length;
  }

  /** What comes next is AES(sum) xor some bytes. */
  private void mix(byte[] bytes, int offset) {
    try {
      cipher.update(sum, 0, SIZE, block, 0);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("one block always fits", e);
    }
    for (int i = 0; i < SIZE; i++) {
      block[i] ^= bytes[offset + i];
    }
    take(block, 0, SIZE);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells cheaply of nearly all messages under other keys that they are not under this one, and never
 * of one that is.
 *
 * <p>The tag is {@code E(counter) + B₁·H + B₂·H² + …} in GHASH's field (NIST SP 800-38D), where the
 * blocks {@code B} are the length and the ciphertext from its end, and {@code H} is the key's own.
 * The last bit of {@code B·Hⁱ} is a sum of some bits of {@code B}, and which ones depends on the
 * key alone. So with those masks kept for each power of {@code H}, a bit of the tag costs an AND
 * and an XOR for each eight bytes, and one in two wrong keys is found out by it. The bits before
 * the last one are the last bits of the same blocks times x, which the {@link GcmMessage} works out
 * once for all keys.
 *
 * <p>Ends at the first bit that differs: the time tells how many of eight bits a sender guessed,
 * and leaves 120 to guess. Thread-safe.
 */
final class TagProbe {

  /** Ours: one wrong key in 256 gets past, at little cost on average. */
  static final int PROBED_BITS = 8;

  /** What a probe takes without its masks; nearly all of it is the cipher. */
  static final int BYTES = 1_100;

  /** Masks are added by so many powers at a time. */
  private static final int POWERS_STEP = 8;

  private final SecretKeySpec key;
  private final ProbeMemory.Lease memory;

  /** Has the key's schedule; null while a thread uses it. */
  private final AtomicReference<@Nullable Cipher> cipher;

  private final long hashKeyHigh;
  private final long hashKeyLow;

  /** One for each power of the hash key, from the first one on; replaced, never changed. */
  private volatile GhashElements masks = new GhashElements(0);

  /** The first power that has no masks. */
  private long powerHigh;

  private long powerLow;

  /**
   * @param memory for this probe, with {@link #BYTES} taken already
   */
  TagProbe(SecretKeySpec key, ProbeMemory.Lease memory) {
    this.key = key;
    this.memory = memory;
    Cipher first = newCipher();
    this.cipher = new AtomicReference<>(first);
    byte[] hashKey = new byte[GcmMessage.BLOCK_SIZE];
    encrypt(first, new byte[GcmMessage.BLOCK_SIZE], hashKey);
    this.hashKeyHigh = GcmMessage.longAt(hashKey, 0);
    this.hashKeyLow = GcmMessage.longAt(hashKey, Long.BYTES);
    this.powerHigh = hashKeyHigh;
    this.powerLow = hashKeyLow;
  }

  /** False only if the message's tag is not of this key; always true if there is no memory. */
  boolean admits(GcmMessage message) {
    GhashElements known = masks;
    if (known.count() < message.blocks()) {
      known = addMasks(message.blocks());
    }
    if (known.count() < message.blocks()) {
      return true;
    }
    long expected = message.tagEnd() ^ encryptedCounterEnd(message);
    for (int bit = 0; bit < PROBED_BITS; bit++) {
      if (message.shifted(bit).sumOfBits(known) != ((expected >>> bit) & 1)) {
        return false;
      }
    }
    return true;
  }

  /** Two threads may try the same key: the second one makes do with a cipher of its own. */
  private long encryptedCounterEnd(GcmMessage message) {
    Cipher idle = cipher.getAndSet(null);
    Cipher used = idle == null ? newCipher() : idle;
    encrypt(used, message.counter(), message.encryptedCounter());
    cipher.set(used);
    return GcmMessage.longAt(message.encryptedCounter(), Long.BYTES);
  }

  private Cipher newCipher() {
    Cipher made = Aes.cipher("AES/ECB/NoPadding");
    try {
      made.init(Cipher.ENCRYPT_MODE, key);
    } catch (InvalidKeyException e) {
      throw new AssertionError("keys have the right size", e);
    }
    return made;
  }

  private static void encrypt(Cipher cipher, byte[] block, byte[] encrypted) {
    try {
      cipher.update(block, 0, block.length, encrypted, 0);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a block takes the room of a block", e);
    }
  }

  /**
   * Costs some 100 ns for each power.
   *
   * @return all masks, as before if there is no memory for more
   */
  private synchronized GhashElements addMasks(int powers) {
    int before = masks.count();
    int after = (powers + POWERS_STEP - 1) / POWERS_STEP * POWERS_STEP;
    if (after <= before || !memory.grow((long) GcmMessage.BLOCK_SIZE * (after - before))) {
      return masks;
    }
    GhashElements more = masks.withCount(after);
    for (int i = before; i < after; i++) {
      addMask(more, i);
    }
    masks = more;
    return more;
  }

  /**
   * A bit of the mask for each power of x: the last bit of that times the power of H. From the same
   * products follows the next power.
   */
  private void addMask(GhashElements into, int at) {
    long high = powerHigh;
    long low = powerLow;
    long nextHigh = 0;
    long nextLow = 0;
    for (int i = 0; i < GhashElements.BITS; i++) {
      long[] mask = i < Long.SIZE ? into.high() : into.low();
      mask[at] = (mask[at] << 1) | (low & 1);
      long factor = i < Long.SIZE ? hashKeyHigh : hashKeyLow;
      long taken = -((factor >>> (Long.SIZE - 1 - i % Long.SIZE)) & 1);
      nextHigh ^= high & taken;
      nextLow ^= low & taken;
      long timesX = GhashElements.timesXHigh(high, low);
      low = GhashElements.timesXLow(high, low);
      high = timesX;
    }
    powerHigh = nextHigh;
    powerLow = nextLow;
  }
}

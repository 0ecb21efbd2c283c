// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Signature;
import java.security.SecureRandom;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * The layout of a v5 message before encryption, as geth 1.7 and 1.8 have it:
 *
 * <pre>flags(1) ‖ padding block ‖ payload ‖ signature(65)?</pre>
 *
 * <p>The padding block is its own size (n bytes LE, n = flags &amp; 3, themselves counted) and the
 * padding; there is none when n is 0. Bit 2 of the flags says that the message is signed.
 */
final class PlaintextV5 {

  private static final int FLAGS_SIZE = 1;
  private static final int SIZE_OF_BLOCK_MASK = 0x03;
  private static final int SIGNED = 0x04;

  /** geth pads to multiples of this. */
  private static final int PADDING_UNIT = 256;

  private PlaintextV5() {}

  /** Lays out a message; padding left empty is random and brings the size to a multiple of 256. */
  static Bytes encode(
      Bytes payload, Optional<Bytes> padding, Optional<PrivateKey> signer, SecureRandom random) {
    int size = FLAGS_SIZE + payload.size() + (signer.isPresent() ? Signature.SIZE : 0);
    Bytes block =
        padding
            .filter(given -> !given.isEmpty())
            .map(PlaintextV5::block)
            .orElseGet(() -> randomBlock(Math.floorMod(-size, PADDING_UNIT), random));
    int flags = block.isEmpty() ? 0 : LittleEndian.minimalSize(block.size());
    Bytes text =
        Bytes.concatenate(Bytes.of(flags | (signer.isPresent() ? SIGNED : 0)), block, payload);
    return SignedText.appendSignature(text, signer);
  }

  /**
   * The size counts its own bytes, so it may take a byte more than the size of the padding alone.
   */
  private static Bytes block(Bytes padding) {
    int sizeOfSize = LittleEndian.minimalSize(padding.size());
    sizeOfSize = LittleEndian.minimalSize(padding.size() + sizeOfSize);
    return Bytes.concatenate(LittleEndian.write(padding.size() + sizeOfSize, sizeOfSize), padding);
  }

  /** A block of below 256 bytes: its size is one byte. */
  private static Bytes randomBlock(int size, SecureRandom random) {
    return size == 0
        ? Bytes.EMPTY
        : Bytes.concatenate(Bytes.of(size), Bytes.random(size - 1, random));
  }

  /** Takes a message apart; empty if its sizes are impossible or its signature is invalid. */
  static Optional<MessageContent> decode(Bytes plaintext) {
    if (plaintext.isEmpty()) {
      return Optional.empty();
    }
    int flags = plaintext.get(0);
    boolean signed = (flags & SIGNED) != 0;
    int end = plaintext.size() - (signed ? Signature.SIZE : 0);
    int sizeOfSize = flags & SIZE_OF_BLOCK_MASK;
    if (FLAGS_SIZE + sizeOfSize > end) {
      return Optional.empty();
    }
    int blockSize = LittleEndian.read(plaintext.slice(FLAGS_SIZE, sizeOfSize));
    if (blockSize < sizeOfSize || blockSize > end - FLAGS_SIZE) {
      return Optional.empty();
    }
    Optional<PublicKey> signer = signed ? SignedText.signer(plaintext) : Optional.empty();
    if (signed && signer.isEmpty()) {
      return Optional.empty();
    }
    int begin = FLAGS_SIZE + blockSize;
    Bytes padding = plaintext.slice(FLAGS_SIZE + sizeOfSize, blockSize - sizeOfSize);
    return Optional.of(new MessageContent(plaintext.slice(begin, end - begin), padding, signer));
  }
}

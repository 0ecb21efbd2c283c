// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Secp256k1;
import dev.shhnode.crypto.Signature;
import java.security.SecureRandom;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * The layout of a message before encryption (EIP-627, "Contents of Data Field of Message"):
 *
 * <pre>flags(1) ‖ payload size (n bytes LE, n = flags &amp; 3) ‖ payload ‖ padding ‖ signature(65)?
 * </pre>
 *
 * <p>Bit 2 of the flags says that the message is signed. What a key holder sends may still be
 * hostile: geth reads past the end of some plaintexts and dies (defect D1); here they are refused.
 */
final class Plaintext {

  private static final int FLAGS_SIZE = 1;
  private static final int SIZE_OF_SIZE_MASK = 0x03;
  private static final int SIGNED = 0x04;

  /** Most bytes of a payload: three bytes tell its size. */
  static final int MAX_PAYLOAD_SIZE = (1 << 24) - 1;

  /** geth pads to multiples of this. */
  private static final int PADDING_UNIT = 256;

  private Plaintext() {}

  /** Lays out a message; padding left empty is random and brings the size to a multiple of 256. */
  static Bytes encode(
      Bytes payload, Optional<Bytes> padding, Optional<PrivateKey> signer, SecureRandom random) {
    if (payload.size() > MAX_PAYLOAD_SIZE) {
      throw new IllegalArgumentException(
          "payload is " + payload.size() + " bytes, expected at most " + MAX_PAYLOAD_SIZE);
    }
    int sizeOfSize = sizeOfSize(payload.size());
    int flags = sizeOfSize | (signer.isPresent() ? SIGNED : 0);
    int size = FLAGS_SIZE + sizeOfSize + payload.size() + (signer.isPresent() ? Signature.SIZE : 0);
    Bytes pad =
        padding
            .filter(given -> !given.isEmpty())
            .orElseGet(() -> Bytes.random(PADDING_UNIT - size % PADDING_UNIT, random));
    Bytes unsigned =
        Bytes.concatenate(
            Bytes.of((byte) flags), littleEndian(payload.size(), sizeOfSize), payload, pad);
    return signer.isEmpty() ? unsigned : Bytes.concatenate(unsigned, sign(signer.get(), unsigned));
  }

  private static Bytes sign(PrivateKey signer, Bytes unsigned) {
    return Secp256k1.sign(signer, Keccak256.hash(unsigned)).toBytes();
  }

  /** At least one byte, also for an empty payload. */
  private static int sizeOfSize(int payloadSize) {
    int size = 1;
    for (int rest = payloadSize >>> Byte.SIZE; rest > 0; rest >>>= Byte.SIZE) {
      size++;
    }
    return size;
  }

  private static Bytes littleEndian(int value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >>> i * Byte.SIZE);
    }
    return Bytes.wrap(bytes);
  }

  /** Takes a message apart; empty if its sizes are impossible or its signature is none. */
  static Optional<MessageContent> decode(Bytes plaintext) {
    if (plaintext.isEmpty()) {
      return Optional.empty();
    }
    int flags = plaintext.get(0);
    boolean signed = (flags & SIGNED) != 0;
    int end = plaintext.size() - (signed ? Signature.SIZE : 0);
    int sizeOfSize = flags & SIZE_OF_SIZE_MASK;
    int begin = FLAGS_SIZE + sizeOfSize;
    if (begin > end || (signed && end <= FLAGS_SIZE)) {
      return Optional.empty();
    }
    int payloadSize = readLittleEndian(plaintext, sizeOfSize);
    if (payloadSize > end - begin) {
      return Optional.empty();
    }
    Optional<PublicKey> signer = signed ? recoverSigner(plaintext, end) : Optional.empty();
    if (signed && signer.isEmpty()) {
      return Optional.empty();
    }
    Bytes payload = plaintext.slice(begin, payloadSize);
    Bytes padding = plaintext.slice(begin + payloadSize, end - begin - payloadSize);
    return Optional.of(new MessageContent(payload, padding, signer));
  }

  private static int readLittleEndian(Bytes plaintext, int size) {
    int value = 0;
    for (int i = 0; i < size; i++) {
      value |= (plaintext.get(FLAGS_SIZE + i) & 0xff) << i * Byte.SIZE;
    }
    return value;
  }

  private static Optional<PublicKey> recoverSigner(Bytes plaintext, int end) {
    return Signature.fromBytes(plaintext.slice(end))
        .flatMap(signature -> signature.recover(Keccak256.hash(plaintext.slice(0, end))));
  }
}

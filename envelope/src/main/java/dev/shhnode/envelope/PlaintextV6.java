// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Signature;
import java.security.SecureRandom;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * The layout of a v6 message before encryption (EIP-627, "Contents of Data Field of Message"):
 *
 * <pre>flags(1) ‖ payload size (n bytes LE, n = flags &amp; 3) ‖ payload ‖ padding ‖ signature(65)?
 * </pre>
 *
 * <p>Bit 2 of the flags says that the message is signed. What a key holder sends may still be
 * hostile: geth reads past the end of some plaintexts and dies (defect D1); here they are refused.
 */
final class PlaintextV6 {

  private static final int FLAGS_SIZE = 1;
  private static final int SIZE_OF_SIZE_MASK = 0x03;
  private static final int SIGNED = 0x04;

  /** Most bytes of a payload: three bytes tell its size. */
  static final int MAX_PAYLOAD_SIZE = (1 << 24) - 1;

  /** geth pads to multiples of this. */
  private static final int PADDING_UNIT = 256;

  private PlaintextV6() {}

  /** Lays out a message; padding left empty is random and brings the size to a multiple of 256. */
  static Bytes encode(
      Bytes payload, Optional<Bytes> padding, Optional<PrivateKey> signer, SecureRandom random) {
    if (payload.size() > MAX_PAYLOAD_SIZE) {
      throw new IllegalArgumentException(
          "payload is " + payload.size() + " bytes, expected at most " + MAX_PAYLOAD_SIZE);
    }
    int sizeOfSize = LittleEndian.minimalSize(payload.size());
    int flags = sizeOfSize | (signer.isPresent() ? SIGNED : 0);
    int size = FLAGS_SIZE + sizeOfSize + payload.size() + (signer.isPresent() ? Signature.SIZE : 0);
    Bytes pad =
        padding
            .filter(given -> !given.isEmpty())
            .orElseGet(() -> Bytes.random(PADDING_UNIT - size % PADDING_UNIT, random));
    Bytes unsigned =
        Bytes.concatenate(
            Bytes.of((byte) flags), LittleEndian.write(payload.size(), sizeOfSize), payload, pad);
    return SignedText.appendSignature(unsigned, signer);
  }

  /** Takes a message apart; empty if its sizes are impossible or its signature is invalid. */
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
    int payloadSize = LittleEndian.read(plaintext.slice(FLAGS_SIZE, sizeOfSize));
    if (payloadSize > end - begin) {
      return Optional.empty();
    }
    Optional<PublicKey> signer = signed ? SignedText.signer(plaintext) : Optional.empty();
    if (signed && signer.isEmpty()) {
      return Optional.empty();
    }
    Bytes payload = plaintext.slice(begin, payloadSize);
    Bytes padding = plaintext.slice(begin + payloadSize, end - begin - payloadSize);
    return Optional.of(new MessageContent(payload, padding, signer));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Ecies;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import java.security.SecureRandom;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * An auth or ack as it comes over the wire: {@code size(2) ‖ ECIES(body ‖ padding)} with the size
 * authenticated (EIP-8), or before that just ECIES of a body of fixed size.
 *
 * @param raw all its bytes; the MACs of the frames begin with them
 * @param body decrypted
 * @param isPlain whether it has the form before EIP-8
 */
record HandshakePacket(Bytes raw, Bytes body, boolean isPlain) {

  private static final int SIZE_OF_SIZE = 2;

  /** A plain packet begins with an uncompressed point. */
  private static final byte PLAIN_FIRST_BYTE = 0x04;

  /** EIP-8 asks for at least 100 random bytes of padding; geth adds up to as much again. */
  private static final int MIN_PADDING = 100;

  private static final int PADDING_SPREAD = 100;

  /** Encrypts a body in the form of EIP-8, of random length. */
  static Bytes seal(PublicKey recipient, Bytes body, SecureRandom random) {
    Bytes padding = Bytes.random(MIN_PADDING + random.nextInt(PADDING_SPREAD), random);
    Bytes plaintext = Bytes.concatenate(body, padding);
    Bytes size = Bytes.ofUnsignedShort(plaintext.size() + Ecies.OVERHEAD);
    return Bytes.concatenate(size, Ecies.seal(recipient, plaintext, size, random));
  }

  /**
   * Reads a packet from the front of what was received.
   *
   * @param plainBodySize bytes of the body in the plain form
   * @param tryPlain whether it may have the plain form; trying costs a multiplication on the curve
   * @return empty if more is needed
   */
  static Optional<HandshakePacket> read(
      Bytes received, int plainBodySize, boolean tryPlain, PrivateKey ours) throws DecodeException {
    int plainSize = plainBodySize + Ecies.OVERHEAD;
    if (received.size() < plainSize) {
      return Optional.empty();
    }
    if (tryPlain && received.get(0) == PLAIN_FIRST_BYTE) {
      Bytes raw = received.slice(0, plainSize);
      Optional<Bytes> body = Ecies.open(ours, raw, Bytes.EMPTY);
      if (body.isPresent()) {
        return Optional.of(new HandshakePacket(raw.copy(), body.get(), true));
      }
    }
    return readEip8(received, plainSize, ours);
  }

  private static Optional<HandshakePacket> readEip8(Bytes received, int minSize, PrivateKey ours)
      throws DecodeException {
    Bytes prefix = received.slice(0, SIZE_OF_SIZE);
    int size = prefix.toInt();
    if (size < minSize || size > Handshake.MAX_PACKET_SIZE) {
      throw new DecodeException("handshake packet of " + size + " bytes");
    }
    if (received.size() < SIZE_OF_SIZE + size) {
      return Optional.empty();
    }
    Bytes body =
        Ecies.open(ours, received.slice(SIZE_OF_SIZE, size), prefix)
            .orElseThrow(() -> new DecodeException("handshake packet that is not for us"));
    return Optional.of(
        new HandshakePacket(received.slice(0, SIZE_OF_SIZE + size).copy(), body, false));
  }
}

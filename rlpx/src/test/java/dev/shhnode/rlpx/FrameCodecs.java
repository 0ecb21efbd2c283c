// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.runtime.Scratch;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** The two ends of a link whose secrets are always the same. */
final class FrameCodecs {

  private static final KeyPair ALICE = keys(1);
  private static final KeyPair BOB = keys(2);
  private static final Bytes32 NONCE_OF_ALICE = Bytes32.leftPad(Bytes.of(3));
  private static final Bytes32 NONCE_OF_BOB = Bytes32.leftPad(Bytes.of(4));
  private static final Bytes AUTH = Bytes.of(5);
  private static final Bytes ACK = Bytes.of(6);

  private FrameCodecs() {}

  private static KeyPair keys(int scalar) {
    return KeyPair.of(PrivateKey.of(Bytes32.leftPad(Bytes.of(scalar))));
  }

  static FrameCodec ofInitiator() {
    return ofInitiator(new Scratch());
  }

  static FrameCodec ofRecipient() {
    return ofRecipient(new Scratch());
  }

  static FrameCodec ofInitiator(Scratch scratch) {
    return new FrameCodec(
        Secrets.ofInitiator(
            ALICE.privateKey(), BOB.publicKey(), NONCE_OF_ALICE, NONCE_OF_BOB, AUTH, ACK),
        scratch);
  }

  static FrameCodec ofRecipient(Scratch scratch) {
    return new FrameCodec(
        Secrets.ofRecipient(
            BOB.privateKey(), ALICE.publicKey(), NONCE_OF_BOB, NONCE_OF_ALICE, AUTH, ACK),
        scratch);
  }

  /** The content of the next frame, if it has come. */
  static Optional<Bytes> read(FrameCodec codec) throws DecodeException {
    return codec.next().map(content -> Bytes.wrap(content.array(), 0, content.size()).copy());
  }

  /** A frame of two parts in a row. */
  static byte[] write(FrameCodec codec, byte[] id, byte[] payload) {
    int size = id.length + payload.length;
    byte[] content = codec.contentOf(size);
    System.arraycopy(id, 0, content, 0, id.length);
    System.arraycopy(payload, 0, content, id.length, payload.length);
    return codec.write(content, size).finish();
  }
}

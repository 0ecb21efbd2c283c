// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import java.io.IOException;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.xerial.snappy.Snappy;

/**
 * Messages in frames: {@code message id as RLP integer ‖ body}, the body compressed once both sides
 * speak version 5 (EIP-706). Ids of 128 and above take two bytes; Whisper has them. Not
 * thread-safe.
 */
final class MessageCodec {

  /** EIP-706: a body is at most 16 MiB, checked before it is decompressed. */
  static final int MAX_BODY_SIZE = 16 << 20;

  private static final int SINGLE_BYTE_END = 0x80;
  private static final int ONE_BYTE_STRING = 0x81;
  private static final int BYTE_MASK = 0xff;

  private final FrameCodec frames;
  private boolean compressing;

  /**
   * @param code message id on the wire
   * @param body decompressed
   */
  record Message(int code, Bytes body) {}

  MessageCodec(FrameCodec frames) {
    this.frames = frames;
  }

  /**
   * The peer's hello has been read: messages may be large from now on.
   *
   * @param compressing whether bodies are compressed from now on, both ways
   */
  void onHello(boolean compressing) {
    this.compressing = compressing;
    frames.allowLargeFrames();
  }

  void onBytes(byte[] received) {
    frames.onBytes(received);
  }

  /** Bytes received and not read yet. */
  int bufferedBytes() {
    return frames.bufferedBytes();
  }

  /** Forgets them: nothing more is read. */
  void discard() {
    frames.discard();
  }

  byte[] write(int code, Bytes body) {
    byte[] plain = body.toArrayUnsafe();
    return frames.write(encodeCode(code), compressing ? compress(plain) : plain);
  }

  private static byte[] compress(byte[] plain) {
    try {
      return Snappy.compress(plain);
    } catch (IOException e) {
      throw new AssertionError("compressing has no failing case", e);
    }
  }

  /** The next whole message, if it has come. */
  Optional<Message> next() throws DecodeException {
    Optional<Bytes> frame = frames.next();
    return frame.isEmpty() ? Optional.empty() : Optional.of(decode(frame.get()));
  }

  private Message decode(Bytes frame) throws DecodeException {
    if (frame.isEmpty()) {
      throw new DecodeException("empty frame");
    }
    int first = frame.get(0) & BYTE_MASK;
    if (first <= SINGLE_BYTE_END) {
      // 0 is the empty string; parity and Besu wrote a zero byte, which geth takes too.
      return message(first % SINGLE_BYTE_END, frame.slice(1));
    }
    if (first != ONE_BYTE_STRING || frame.size() < 2) {
      throw new DecodeException("message id above 255");
    }
    int code = frame.get(1) & BYTE_MASK;
    if (code < SINGLE_BYTE_END) {
      throw new DecodeException("message id that is not canonical");
    }
    return message(code, frame.slice(2));
  }

  private Message message(int code, Bytes onWire) throws DecodeException {
    return new Message(code, body(code, onWire));
  }

  private Bytes body(int code, Bytes onWire) throws DecodeException {
    if (!compressing) {
      return onWire;
    }
    try {
      return decompress(onWire.toArrayUnsafe());
    } catch (DecodeException e) {
      // Who hangs up before it has read our hello does not know yet that we compress.
      if (code == BaseCode.DISCONNECT) {
        return onWire;
      }
      throw e;
    }
  }

  private static Bytes decompress(byte[] compressed) throws DecodeException {
    try {
      int size = Snappy.uncompressedLength(compressed);
      if (size < 0 || size > MAX_BODY_SIZE) {
        throw new DecodeException("message of " + size + " bytes");
      }
      return Bytes.wrap(Snappy.uncompress(compressed));
    } catch (IOException e) {
      throw new DecodeException("message that does not decompress");
    }
  }

  private static byte[] encodeCode(int code) {
    if (code == 0) {
      return new byte[] {(byte) SINGLE_BYTE_END};
    }
    return code < SINGLE_BYTE_END
        ? new byte[] {(byte) code}
        : new byte[] {(byte) ONE_BYTE_STRING, (byte) code};
  }
}

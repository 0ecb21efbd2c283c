// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Rlp;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.xerial.snappy.Snappy;

/**
 * Messages in frames: {@code message id as RLP integer ‖ body}, the body compressed once both sides
 * speak version 5 (EIP-706). Ids below 128 take one byte, larger ones as many as they have and one
 * in front; where several sub-protocols share a connection, their ids run beyond 255. Not
 * thread-safe; belongs to the connection's event loop.
 */
final class MessageCodec {

  /** EIP-706: a body is at most 16 MiB, checked before it is decompressed. */
  static final int MAX_BODY_SIZE = 16 << 20;

  /**
   * Ids below this are a byte themselves. Others are a byte string: its first byte is this and the
   * number of bytes that follow.
   */
  private static final int STRING = 0x80;

  /** Ours: devp2p allows ids of 64 bits, but no set of protocols needs more than 31. */
  private static final int MAX_CODE_BYTES = Integer.BYTES;

  private static final int BYTE_MASK = 0xff;

  private final FrameCodec frames;
  private boolean compressing;

  /**
   * @param code message id on the wire, 0 to 2^31 − 1
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

  /** Drops what has not been read; nothing more is read. */
  void discard() {
    frames.discard();
  }

  /**
   * The frame that carries a message.
   *
   * @param code message id on the wire, not negative
   * @throws IllegalArgumentException if id and body are above 2^24 − 1 bytes together on the wire
   */
  OutgoingFrame write(int code, Bytes body) {
    byte[] id = encodeCode(code);
    byte[] plain = body.toArrayUnsafe();
    int most = compressing ? Snappy.maxCompressedLength(plain.length) : plain.length;
    byte[] content = frames.contentOf(id.length + most);
    System.arraycopy(id, 0, content, 0, id.length);
    return frames.write(content, id.length + put(plain, content, id.length));
  }

  /** Returns how many bytes the body takes on the wire. */
  private int put(byte[] plain, byte[] content, int offset) {
    if (!compressing) {
      System.arraycopy(plain, 0, content, offset, plain.length);
      return plain.length;
    }
    try {
      return Snappy.compress(plain, 0, plain.length, content, offset);
    } catch (IOException e) {
      throw new AssertionError("compressing has no failing case", e);
    }
  }

  /** The next whole message, if it has come. */
  Optional<Message> next() throws DecodeException {
    Optional<FrameCodec.Content> frame = frames.next();
    return frame.isEmpty() ? Optional.empty() : Optional.of(decode(frame.get()));
  }

  private Message decode(FrameCodec.Content frame) throws DecodeException {
    if (frame.size() == 0) {
      throw new DecodeException("empty frame");
    }
    int first = frame.array()[0] & BYTE_MASK;
    if (first <= STRING) {
      // 0 is the empty string; parity and Besu wrote a zero byte, which geth takes too.
      return new Message(first % STRING, body(first % STRING, frame, 1));
    }
    int size = first - STRING;
    if (size > MAX_CODE_BYTES) {
      throw new DecodeException("message id above 31 bits");
    }
    if (frame.size() <= size) {
      throw new DecodeException("message id that is cut off");
    }
    int code = decodeCode(Bytes.wrap(frame.array(), 1, size));
    return new Message(code, body(code, frame, 1 + size));
  }

  private static int decodeCode(Bytes bigEndian) throws DecodeException {
    int code = bigEndian.toInt();
    if (code < 0) {
      throw new DecodeException("message id above 31 bits");
    }
    if (bigEndian.get(0) == 0 || code < STRING) {
      throw new DecodeException("message id that is not canonical");
    }
    return code;
  }

  /** The body, in an array of its own. */
  private Bytes body(int code, FrameCodec.Content frame, int offset) throws DecodeException {
    if (!compressing) {
      return asItIs(frame, offset);
    }
    try {
      return decompress(frame, offset);
    } catch (DecodeException e) {
      // A peer that hangs up before it has read our hello does not compress yet.
      if (code == BaseCode.DISCONNECT) {
        return asItIs(frame, offset);
      }
      throw e;
    }
  }

  private static Bytes asItIs(FrameCodec.Content frame, int offset) {
    return Bytes.wrap(Arrays.copyOfRange(frame.array(), offset, frame.size()));
  }

  private static Bytes decompress(FrameCodec.Content frame, int offset) throws DecodeException {
    int length = frame.size() - offset;
    try {
      int size = Snappy.uncompressedLength(frame.array(), offset, length);
      if (size < 0 || size > MAX_BODY_SIZE) {
        throw new DecodeException("message of " + size + " bytes");
      }
      byte[] body = new byte[size];
      Snappy.uncompress(frame.array(), offset, length, body, 0);
      return Bytes.wrap(body);
    } catch (IOException e) {
      throw new DecodeException("message that does not decompress");
    }
  }

  private static byte[] encodeCode(int code) {
    Bytes bigEndian = Rlp.minimal(code);
    return code > 0 && code < STRING
        ? bigEndian.toArray()
        : Bytes.concatenate(Bytes.of(STRING + bigEndian.size()), bigEndian).toArray();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.runtime.Scratch;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Frames of one connection in both directions (RLPx specification, "Framing"): {@code header(16) ‖
 * MAC(16) ‖ body, padded to 16 ‖ MAC(16)}, encrypted with AES-256-CTR. Not thread-safe; belongs to
 * the connection's event loop.
 */
final class FrameCodec {

  /** Three bytes tell a frame's size. */
  static final int MAX_FRAME_SIZE = (1 << 24) - 1;

  /** Before the hello only messages of the base protocol may come, so larger frames are refused. */
  static final int MAX_FIRST_FRAME_SIZE = BaseCode.MAX_BODY_SIZE + 2;

  private static final int HEADER_SIZE = 16;
  private static final int BLOCK = 16;
  private static final int SIZE_OF_SIZE = 3;

  /**
   * What is given to a cipher at a time. HotSpot replaces a cipher's loop by the processor's own
   * instructions only where it compiles the call to it, and it does that when it has been called
   * often: with whole bodies it would not be for many megabytes.
   */
  private static final int PIECE = 512;

  /** RLP [0, 0]: capability id and context id, which no client uses. */
  private static final byte[] HEADER_DATA = {(byte) 0xc2, (byte) 0x80, (byte) 0x80};

  private final Cipher encryption;
  private final Cipher decryption;
  private final FrameMac egress;
  private final FrameMac ingress;
  private final FrameBuffer buffer = new FrameBuffer();
  private final Scratch scratch;
  private final byte[] mac = new byte[FrameMac.SIZE];

  /** Bytes of the body that a header announced, or -1 while a header is awaited. */
  private int bodySize = -1;

  private int maxBodySize = MAX_FIRST_FRAME_SIZE;

  /**
   * What a frame carries.
   *
   * @param array with anything behind the content
   * @param size of the content, from the beginning of the array on
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Content(byte[] array, int size) {}

  /**
   * @param scratch for the contents of frames
   */
  FrameCodec(Secrets secrets, Scratch scratch) {
    this.scratch = scratch;
    encryption = cipher(Cipher.ENCRYPT_MODE, secrets.aes());
    decryption = cipher(Cipher.DECRYPT_MODE, secrets.aes());
    egress = new FrameMac(secrets.mac(), secrets.egressSeed());
    ingress = new FrameMac(secrets.mac(), secrets.ingressSeed());
  }

  private static Cipher cipher(int mode, Bytes32 key) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", "SunJCE");
      cipher.init(
          mode,
          new SecretKeySpec(key.toArrayUnsafe(), "AES"),
          new IvParameterSpec(new byte[BLOCK]));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES is part of every JDK", e);
    }
  }

  /**
   * An array for the content of the next frame, of up to {@code capacity} bytes, with room for the
   * padding behind it: the scratch's, so it is written before anything else is done.
   */
  byte[] contentOf(int capacity) {
    return scratch.get(padded(capacity));
  }

  /**
   * Makes a frame, of which the MACs are to be computed.
   *
   * @param content made by {@link #contentOf}; what is behind the first {@code size} bytes is lost
   * @throws IllegalArgumentException if {@code size} is above 2^24 − 1
   */
  OutgoingFrame write(byte[] content, int size) {
    if (size > MAX_FRAME_SIZE) {
      throw new IllegalArgumentException(
          "frame is " + size + " bytes, expected at most " + MAX_FRAME_SIZE);
    }
    int padded = padded(size);
    Arrays.fill(content, size, padded, (byte) 0);
    byte[] header = new byte[HEADER_SIZE];
    for (int i = 0; i < SIZE_OF_SIZE; i++) {
      header[i] = (byte) (size >>> (SIZE_OF_SIZE - 1 - i) * Byte.SIZE);
    }
    System.arraycopy(HEADER_DATA, 0, header, SIZE_OF_SIZE, HEADER_DATA.length);
    int body = HEADER_SIZE + FrameMac.SIZE;
    byte[] frame = new byte[body + padded + FrameMac.SIZE];
    crypt(encryption, header, 0, HEADER_SIZE, frame, 0);
    egress.header(frame, 0, frame, HEADER_SIZE);
    crypt(encryption, content, 0, padded, frame, body);
    egress.body(frame, body, padded, frame, body + padded);
    return new OutgoingFrame(frame, egress);
  }

  /** Reads frames of any size from now on. */
  void allowLargeFrames() {
    maxBodySize = MAX_FRAME_SIZE;
  }

  /** Takes received bytes over: the caller must not change the array afterwards. */
  void onBytes(byte[] received) {
    buffer.append(received);
  }

  /** Bytes received and not read yet. */
  int bufferedBytes() {
    return buffer.size();
  }

  /** Drops what has not been read; nothing more is read. */
  void discard() {
    buffer.discard();
  }

  /**
   * The content of the next frame; empty if it has not come whole.
   *
   * @return in the scratch's array, so it is used before anything else is done
   * @throws DecodeException if a MAC is wrong or the frame is too large; nothing more can be read
   *     then
   */
  Optional<Content> next() throws DecodeException {
    if (bodySize < 0 && !readHeader()) {
      return Optional.empty();
    }
    int padded = padded(bodySize);
    if (buffer.size() < padded + FrameMac.SIZE) {
      return Optional.empty();
    }
    FrameBuffer.Slice body = buffer.take(padded);
    ingress.body(body.array, body.offset, padded, mac, 0);
    ingress.run();
    checkMac(buffer.take(FrameMac.SIZE));
    Content content = new Content(scratch.get(padded), bodySize);
    crypt(decryption, body.array, body.offset, padded, content.array, 0);
    bodySize = -1;
    return Optional.of(content);
  }

  private boolean readHeader() throws DecodeException {
    if (buffer.size() < HEADER_SIZE + FrameMac.SIZE) {
      return false;
    }
    FrameBuffer.Slice header = buffer.take(HEADER_SIZE);
    ingress.header(header.array, header.offset, mac, 0);
    ingress.run();
    checkMac(buffer.take(FrameMac.SIZE));
    byte[] plain = new byte[HEADER_SIZE];
    crypt(decryption, header.array, header.offset, HEADER_SIZE, plain, 0);
    bodySize = Bytes.wrap(plain, 0, SIZE_OF_SIZE).toInt();
    if (bodySize > maxBodySize) {
      throw new DecodeException("frame of " + bodySize + " bytes, at most " + maxBodySize);
    }
    return true;
  }

  private void checkMac(FrameBuffer.Slice received) throws DecodeException {
    int end = received.offset + FrameMac.SIZE;
    byte[] bytes = Arrays.copyOfRange(received.array, received.offset, end);
    if (!MessageDigest.isEqual(mac, bytes)) {
      // Anybody on the way can have made it.
      throw DecodeException.forgivable("frame with a wrong MAC");
    }
  }

  /** From one array to another: within one, the JDK's cipher would make a copy first. */
  private static void crypt(
      Cipher cipher, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      for (int at = 0; at < length; at += PIECE) {
        cipher.update(in, inOffset + at, Math.min(PIECE, length - at), out, outOffset + at);
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError("counter mode keeps the length", e);
    }
  }

  private static int padded(int size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.runtime.Scratch;
import java.io.IOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.tuweni.bytes.Bytes;
import org.xerial.snappy.Snappy;

/**
 * One end of a connection without any rules: after the handshake it writes what a session would
 * never write. In the package of the codec because nobody else may make frames.
 */
public final class RawLink implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int PATIENCE_MILLIS = 5_000;

  /** The first code of the sub-protocol: the base protocol has those below. */
  private static final int OFFSET = 16;

  private final Socket socket;
  private final LongConsumer sent;
  private final FrameCodec frames;
  private final MessageCodec messages;

  /**
   * Connects and shakes hands.
   *
   * @param sent is told how many bytes have been written
   */
  public RawLink(String host, int port, PublicKey remote, LongConsumer sent)
      throws IOException, DecodeException {
    this.sent = sent;
    socket = new Socket(host, port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    KeyPair keys = KeyPair.generate(RANDOM);
    Handshake handshake = Handshake.initiator(keys, remote, RANDOM);
    write(handshake.auth().toArray());
    Handshake.Outcome outcome = awaitAck(handshake);
    frames = new FrameCodec(outcome.secrets(), new Scratch());
    messages = new MessageCodec(frames);
    Capability whisper = new Capability("shh", 6);
    Hello hello =
        new Hello(5, "Geth/v1.9.6-stable", List.of(whisper), 0, keys.publicKey().toBytes());
    write(messages.write(BaseCode.HELLO, hello.encode()).finish());
    messages.onHello(true);
    // What the node says is not of interest, but its hello has to be there before it reads on.
    socket.getInputStream().readNBytes(1);
  }

  private Handshake.Outcome awaitAck(Handshake handshake) throws IOException, DecodeException {
    byte[] some = new byte[Handshake.MAX_PACKET_SIZE];
    Bytes received = Bytes.EMPTY;
    while (true) {
      int read = socket.getInputStream().read(some);
      if (read < 0) {
        throw new IOException("hung up on");
      }
      received = Bytes.concatenate(received, Bytes.wrap(some, 0, read).copy());
      Optional<Handshake.Outcome> outcome = handshake.onBytes(received);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
  }

  /** An auth of its own for {@code remote}. */
  public static byte[] auth(PublicKey remote) {
    return Handshake.initiator(KeyPair.generate(RANDOM), remote, RANDOM).auth().toArray();
  }

  /** Status of a usual peer. */
  public RawLink status() throws IOException {
    write(messages.write(OFFSET, Bytes.of(0xc1, 6)).finish());
    return this;
  }

  /** A ping. */
  public void ping() throws IOException {
    write(messages.write(BaseCode.PING, Bytes.of(0xc0)).finish());
  }

  /** A message of Whisper whose compressed bytes are given. */
  public void sendCompressed(int code, byte[] compressed) throws IOException {
    byte[] content = new byte[1 + compressed.length];
    content[0] = (byte) (OFFSET + code);
    System.arraycopy(compressed, 0, content, 1, compressed.length);
    write(frame(content));
  }

  /** A message of Whisper that is compressed well. */
  public void send(int code, byte[] body) throws IOException {
    sendCompressed(code, Snappy.compress(body));
  }

  /** A frame with one bit changed: at {@code index} from its end if negative. */
  public void sendFlipped(byte[] content, int index) throws IOException {
    byte[] frame = frame(content);
    frame[index < 0 ? frame.length + index : index] ^= 1;
    write(frame);
  }

  /** All but the end of a frame. */
  public void sendUnfinished(byte[] content, int bytes) throws IOException {
    byte[] frame = frame(content);
    write(Arrays.copyOf(frame, bytes));
  }

  private byte[] frame(byte[] content) {
    byte[] padded = frames.contentOf(content.length);
    System.arraycopy(content, 0, padded, 0, content.length);
    return frames.write(padded, content.length).finish();
  }

  private void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    sent.accept(bytes.length);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.runtime.Scratch;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * The far end of a session without any rules: handshakes, and then sends and reads whatever
 * messages a test wants.
 */
final class BareLink {

  private final SessionPair.End end;
  private final KeyPair keys;
  private final FrameCodec frames;
  private final MessageCodec codec;

  /** Dials {@code end}'s session, which has accepted and not heard anything yet. */
  BareLink(SessionPair.End end, long now) throws DecodeException {
    this.end = end;
    this.keys = KeyPair.generate(end.local.random());
    Handshake handshake = Handshake.initiator(keys, end.keys.publicKey(), end.local.random());
    end.session.onBytes(handshake.auth().toArray(), now);
    Handshake.Outcome outcome = handshake.onBytes(Bytes.wrap(end.wire.remove())).orElseThrow();
    this.frames = new FrameCodec(outcome.secrets(), new Scratch());
    this.codec = new MessageCodec(frames);
  }

  /** A hello as it should be. */
  Hello hello(long version, Capability... capabilities) {
    return new Hello(version, "bare", List.of(capabilities), 0, keys.publicKey().toBytes());
  }

  /** Reads the other's hello and sends one. */
  BareLink exchange(Hello hello, long now) throws DecodeException {
    read();
    send(BaseCode.HELLO, hello.encode(), now);
    codec.onHello(hello.allowsCompression());
    return this;
  }

  void send(int code, Bytes body, long now) {
    end.session.onBytes(codec.write(code, body).finish(), now);
  }

  /** Sends a frame that need not hold a message. */
  void sendFrame(byte[] content, long now) {
    end.session.onBytes(FrameCodecs.write(frames, content, new byte[0]), now);
  }

  /** The next message that the session has written, if there is one. */
  Optional<MessageCodec.Message> read() throws DecodeException {
    if (!end.wire.isEmpty()) {
      codec.onBytes(end.wire.remove());
    }
    return codec.next();
  }

  /** The next message, which has to be a disconnect, in words. */
  String readReason() throws DecodeException {
    MessageCodec.Message message = read().orElseThrow();
    if (message.code() != BaseCode.DISCONNECT) {
      throw new AssertionError("message " + message.code());
    }
    return DisconnectMessage.describe(message.body());
  }
}

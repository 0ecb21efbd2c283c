// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import java.security.SecureRandom;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** Whatever strangers send decodes or is refused by the checked exception, nothing else. */
class DecoderFuzzTest {

  private static final KeyPair KEYS = KeyPair.of(PrivateKey.of(Bytes32.leftPad(Bytes.of(7))));
  private static final SecureRandom RANDOM = new SecureRandom();

  @FuzzTest
  void shouldReadOrRefuseAnAuthPacket(byte[] received) {
    try {
      Handshake.recipient(KEYS, RANDOM).onBytes(Bytes.wrap(received));
    } catch (DecodeException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }

  /** What is under the encryption, which only chance could get through above. */
  @FuzzTest
  void shouldReadOrRefuseABodyOfAuthAndAck(byte[] body) {
    HandshakePacket packet = new HandshakePacket(Bytes.EMPTY, Bytes.wrap(body), false);
    try {
      assertThat(HandshakeBody.decodeAuth(packet).nonce().size()).isEqualTo(Bytes32.SIZE);
    } catch (DecodeException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
    try {
      assertThat(HandshakeBody.decodeAck(packet).nonce().size()).isEqualTo(Bytes32.SIZE);
    } catch (DecodeException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }

  @FuzzTest
  void shouldReadOrRefuseHello(byte[] body) {
    Hello hello;
    try {
      hello = Hello.decode(Bytes.wrap(body));
    } catch (DecodeException e) {
      return;
    }
    assertThat(hello.id().size()).isEqualTo(64);
    assertThat(hello.capabilities()).hasSizeLessThanOrEqualTo(128);
  }

  @FuzzTest
  void shouldDescribeEveryDisconnect(byte[] body) {
    assertThat(DisconnectMessage.describe(Bytes.wrap(body))).matches("[A-Za-z0-9_ ]{1,30}");
  }

  /** The bytes are a stream after the handshake, and a frame's content behind the MACs. */
  @FuzzTest
  void shouldReadOrRefuseFrames(byte[] bytes) {
    MessageCodec stream = new MessageCodec(FrameCodecs.ofRecipient());
    stream.onHello(true);
    stream.onBytes(bytes.clone());
    readAll(stream);

    MessageCodec content = new MessageCodec(FrameCodecs.ofRecipient());
    content.onHello(true);
    content.onBytes(FrameCodecs.write(FrameCodecs.ofInitiator(), bytes, new byte[0]));
    readAll(content);
  }

  private static void readAll(MessageCodec codec) {
    try {
      for (var message = codec.next(); message.isPresent(); message = codec.next()) {
        assertThat(message.get().code()).isNotNegative();
        assertThat(message.get().body().size()).isLessThanOrEqualTo(MessageCodec.MAX_BODY_SIZE);
      }
    } catch (DecodeException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }
}

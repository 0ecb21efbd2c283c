// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Secp256k1;
import dev.shhnode.runtime.Scratch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handshakes and frames of real peers, with all keys: see the README beside the recording. */
class RecordedHandshakeTest {

  /** One recorded connection: its events by name. */
  record Recording(Map<String, JsonNode> events) {

    Bytes bytes(String event, String field) {
      return Bytes.fromHexString(events.get(event).get(field).asText());
    }

    KeyPair keys(String field) {
      return KeyPair.of(PrivateKey.of(bytes("rlpx", field)));
    }

    boolean weDialled() {
      return events.get("rlpx").get("weDialed").asBoolean();
    }

    @Override
    public String toString() {
      JsonNode rlpx = events.get("rlpx");
      return rlpx.get("peer").asText() + " " + rlpx.get("direction").asText();
    }
  }

  static Stream<Recording> recordings() {
    Map<String, Recording> recordings = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                RecordedHandshakeTest.class.getResourceAsStream("/vectors/handshake.jsonl"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = new ObjectMapper().readTree(line);
        recordings
            .computeIfAbsent(
                event.get("theirStaticKey").asText() + event.get("direction").asText(),
                key -> new Recording(new LinkedHashMap<>()))
            .events()
            .putIfAbsent(event.get("event").asText(), event);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return recordings.values().stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void shouldDeriveTheSecretsOfARealPeer(Recording recording) throws DecodeException {
    Secrets secrets = secrets(recording);

    assertThat(secrets.aes()).isEqualTo(recording.bytes("rlpx", "aesSecret"));
    assertThat(secrets.mac()).isEqualTo(recording.bytes("rlpx", "macSecret"));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void shouldReadTheFramesOfARealPeer(Recording recording) throws DecodeException {
    MessageCodec codec = new MessageCodec(new FrameCodec(secrets(recording), new Scratch()));
    codec.onBytes(recording.bytes("wire", "in").toArray());

    MessageCodec.Message hello = codec.next().orElseThrow();
    Hello decoded = Hello.decode(hello.body());
    codec.onHello(decoded.allowsCompression());
    MessageCodec.Message status = codec.next().orElseThrow();

    assertThat(hello.code()).isEqualTo(BaseCode.HELLO);
    assertThat(hello.body()).isEqualTo(recording.bytes("hello", "theirs"));
    assertThat(decoded.id()).isEqualTo(recording.keys("theirStaticKey").publicKey().toBytes());
    assertThat(status.code()).isEqualTo(0x10);
    assertThat(status.body()).isEqualTo(recording.bytes("status", "theirs"));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void shouldWriteFramesAsTheRecordedClientDid(Recording recording) throws DecodeException {
    MessageCodec codec = new MessageCodec(new FrameCodec(secrets(recording), new Scratch()));

    byte[] hello = codec.write(BaseCode.HELLO, recording.bytes("hello", "ours")).finish();

    assertThat(Bytes.wrap(hello)).isEqualTo(recording.bytes("wire", "out").slice(0, hello.length));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void shouldRefuseAFrameWithAnyAlteredByte(Recording recording) throws DecodeException {
    Bytes wire = recording.bytes("wire", "in");
    for (int i = 0; i < 300 && i < wire.size(); i++) {
      byte[] altered = wire.toArray();
      altered[i] ^= 1;
      MessageCodec codec = new MessageCodec(new FrameCodec(secrets(recording), new Scratch()));
      codec.onBytes(altered);
      assertThatThrownBy(() -> readAll(codec)).isInstanceOf(DecodeException.class);
    }
  }

  private static void readAll(MessageCodec codec) throws DecodeException {
    while (codec.next().isPresent()) {
      // Goes on to the altered frame.
    }
  }

  /** Decrypts what the peer sent with our key and derives the secrets as the handshake does. */
  private static Secrets secrets(Recording recording) throws DecodeException {
    KeyPair ours = recording.keys("ourStaticKey");
    KeyPair ephemeral = recording.keys("ourEphemeralKey");
    Bytes received = recording.bytes("rlpx", "received");
    Bytes sent = recording.bytes("rlpx", "sent");
    Bytes32 initiatorNonce = Bytes32.wrap(recording.bytes("rlpx", "initNonce"));
    Bytes32 recipientNonce = Bytes32.wrap(recording.bytes("rlpx", "respNonce"));
    if (recording.weDialled()) {
      HandshakeBody.Ack ack =
          HandshakeBody.decodeAck(
              HandshakePacket.read(received, HandshakeBody.PLAIN_ACK_SIZE, true, ours.privateKey())
                  .orElseThrow());
      assertThat(ack.nonce()).isEqualTo(recipientNonce);
      return Secrets.ofInitiator(
          ephemeral.privateKey(), ack.ephemeral(), initiatorNonce, ack.nonce(), sent, received);
    }
    HandshakeBody.Auth auth =
        HandshakeBody.decodeAuth(
            HandshakePacket.read(received, HandshakeBody.PLAIN_AUTH_SIZE, true, ours.privateKey())
                .orElseThrow());
    assertThat(auth.nonce()).isEqualTo(initiatorNonce);
    assertThat(auth.initiator()).isEqualTo(recording.keys("theirStaticKey").publicKey());
    Bytes32 shared = Secp256k1.sharedSecret(ours.privateKey(), auth.initiator());
    PublicKey theirEphemeral = auth.signature().recover(shared.xor(auth.nonce())).orElseThrow();
    return Secrets.ofRecipient(
        ephemeral.privateKey(), theirEphemeral, recipientNonce, auth.nonce(), received, sent);
  }
}

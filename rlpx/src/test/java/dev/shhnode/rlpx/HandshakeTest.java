// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Ecies;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Secp256k1;
import dev.shhnode.crypto.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {

  private static final int PLAIN_AUTH = 307;
  private static final int PLAIN_ACK = 210;
  private static final JsonNode EIP_8 = vectors();

  private final SecureRandom random = new SecureRandom();
  private final KeyPair alice = keys("staticKeyA");
  private final KeyPair bob = keys("staticKeyB");
  private final KeyPair ephemeralOfAlice = keys("ephemeralKeyA");
  private final KeyPair ephemeralOfBob = keys("ephemeralKeyB");
  private final Bytes32 nonceOfAlice = Bytes32.wrap(bytes(EIP_8.get("nonceA")));
  private final Bytes32 nonceOfBob = Bytes32.wrap(bytes(EIP_8.get("nonceB")));
  private final Handshake initiator =
      Handshake.initiator(alice, bob.publicKey(), ephemeralOfAlice, nonceOfAlice, random);
  private final Handshake recipient = Handshake.recipient(bob, ephemeralOfBob, nonceOfBob, random);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldReadTheAuthsOfEip8(int index) throws DecodeException {
    Bytes packet = bytes(EIP_8.get("auth").get(index));

    Handshake.Outcome outcome = recipient.onBytes(packet).orElseThrow();

    assertThat(outcome.remoteId()).isEqualTo(alice.publicKey());
    assertThat(outcome.consumed()).isEqualTo(packet.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldReadTheAcksOfEip8(int index) throws DecodeException {
    Bytes packet = bytes(EIP_8.get("ack").get(index));

    HandshakeBody.Ack ack =
        HandshakeBody.decodeAck(
            HandshakePacket.read(packet, HandshakeBody.PLAIN_ACK_SIZE, true, alice.privateKey())
                .orElseThrow());

    assertThat(ack.ephemeral()).isEqualTo(ephemeralOfBob.publicKey());
    assertThat(ack.nonce()).isEqualTo(nonceOfBob);
  }

  @Test
  void shouldDeriveTheSecretsOfEip8() {
    Secrets secrets =
        Secrets.ofRecipient(
            ephemeralOfBob.privateKey(),
            ephemeralOfAlice.publicKey(),
            nonceOfBob,
            nonceOfAlice,
            bytes(EIP_8.get("auth").get(1)),
            bytes(EIP_8.get("ack").get(1)));

    assertThat(secrets.aes()).isEqualTo(bytes(EIP_8.get("aesSecret")));
    assertThat(secrets.mac()).isEqualTo(bytes(EIP_8.get("macSecret")));
    assertThat(keccak(secrets.ingressSeed(), Bytes.wrap(new byte[] {'f', 'o', 'o'})))
        .isEqualTo(bytes(EIP_8.get("hashOfIngressMacAndFoo")));
  }

  private static Bytes keccak(Bytes... parts) {
    KeccakDigest digest = new KeccakDigest(256);
    for (Bytes part : parts) {
      digest.update(part.toArray(), 0, part.size());
    }
    byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return Bytes.wrap(out);
  }

  @Test
  void shouldAgreeOnSecretsInBothRoles() throws DecodeException {
    Handshake.Outcome ofBob = recipient.onBytes(initiator.auth()).orElseThrow();
    Handshake.Outcome ofAlice = initiator.onBytes(ofBob.reply()).orElseThrow();

    assertThat(ofAlice.remoteId()).isEqualTo(bob.publicKey());
    assertThat(ofAlice.secrets().aes()).isEqualTo(ofBob.secrets().aes());
    assertThat(ofAlice.secrets().mac()).isEqualTo(ofBob.secrets().mac());
    assertThat(ofAlice.secrets().egressSeed()).isEqualTo(ofBob.secrets().ingressSeed());
    assertThat(ofAlice.secrets().ingressSeed()).isEqualTo(ofBob.secrets().egressSeed());
  }

  @Test
  void shouldAnswerAPlainAuthPlainly() throws DecodeException {
    Handshake.Outcome outcome = recipient.onBytes(bytes(EIP_8.get("auth").get(0))).orElseThrow();

    assertThat(outcome.reply().size()).isEqualTo(PLAIN_ACK);
    assertThat(Ecies.open(alice.privateKey(), outcome.reply(), Bytes.EMPTY))
        .contains(HandshakeBody.encodePlainAck(ephemeralOfBob.publicKey(), nonceOfBob));
  }

  @Test
  void shouldLeaveWhatFollowsTheAuthToTheFrames() throws DecodeException {
    Bytes auth = initiator.auth();

    Handshake.Outcome outcome =
        recipient.onBytes(Bytes.concatenate(auth, Bytes.random(100))).orElseThrow();

    assertThat(outcome.consumed()).isEqualTo(auth.size());
  }

  @Test
  void shouldWaitForAnAuthThatComesInPieces() throws DecodeException {
    Bytes auth = initiator.auth();

    for (int size = 0; size < auth.size(); size++) {
      assertThat(recipient.onBytes(auth.slice(0, size))).isEmpty();
    }
    assertThat(recipient.onBytes(auth)).isPresent();
  }

  @Test
  void shouldVaryTheSizeOfWhatItSends() {
    assertThat(initiator.auth().size()).isBetween(PLAIN_AUTH, Handshake.MAX_PACKET_SIZE);
    assertThat(IntStream.range(0, 50).map(i -> initiator.auth().size()).distinct().count())
        .isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 306, 2_049, 65_535})
  void shouldRefuseASizeOutOfBoundsWithoutWaitingForIt(int size) {
    Bytes received =
        Bytes.concatenate(Bytes.ofUnsignedShort(size), Bytes.wrap(new byte[PLAIN_AUTH]));

    assertThatThrownBy(() -> recipient.onBytes(received)).isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldRefuseAnAuthForSomebodyElse() {
    KeyPair carol = KeyPair.generate(random);
    Bytes auth = Handshake.initiator(alice, carol.publicKey(), random).auth();

    assertThatThrownBy(() -> recipient.onBytes(auth)).isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldRefuseAnAuthWithAnyAlteredByte() {
    Bytes auth = initiator.auth();
    for (int i = 2; i < auth.size(); i++) {
      byte[] altered = auth.toArray();
      altered[i] ^= 1;

      assertThatThrownBy(() -> Handshake.recipient(bob, random).onBytes(Bytes.wrap(altered)))
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void shouldRefuseAPointThatIsNotOnTheCurve() {
    byte[] auth = initiator.auth().toArray();
    // The ephemeral key of ECIES: 0x04, X, Y after the size.
    for (int i = 3; i < 3 + PublicKey.SIZE; i++) {
      auth[i] = 1;
    }

    assertThatThrownBy(() -> recipient.onBytes(Bytes.wrap(auth)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldRefuseAnInitiatorKeyThatIsNotOnTheCurve() {
    Signature signature = Secp256k1.sign(ephemeralOfAlice.privateKey(), nonceOfAlice);
    Bytes body = HandshakeBody.encodeAuth(signature, alice.publicKey(), nonceOfAlice);
    byte[] altered = body.toArray();
    // The last byte of Y: before it stand the list, the signature and X.
    altered[2 + 2 + Signature.SIZE + 2 + PublicKey.SIZE - 1] ^= 1;
    Bytes packet = HandshakePacket.seal(bob.publicKey(), Bytes.wrap(altered), random);

    assertThatThrownBy(() -> recipient.onBytes(packet))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("curve");
  }

  @Test
  void shouldRefuseAnAckFromSomebodyElse() throws DecodeException {
    KeyPair carol = KeyPair.generate(random);
    Bytes toCarol = Handshake.initiator(carol, bob.publicKey(), random).auth();
    Bytes ackForCarol = recipient.onBytes(toCarol).orElseThrow().reply();
    initiator.auth();

    assertThatThrownBy(() -> initiator.onBytes(ackForCarol)).isInstanceOf(DecodeException.class);
  }

  @Test
  void shouldHideItsSecrets() throws DecodeException {
    Handshake.Outcome outcome = recipient.onBytes(initiator.auth()).orElseThrow();

    assertThat(outcome.toString())
        .doesNotContain(outcome.secrets().aes().toUnprefixedHexString())
        .doesNotContain(outcome.secrets().mac().toUnprefixedHexString());
  }

  private static KeyPair keys(String name) {
    return KeyPair.of(PrivateKey.of(bytes(EIP_8.get(name))));
  }

  private static Bytes bytes(JsonNode hex) {
    return Bytes.fromHexString(hex.asText());
  }

  private static JsonNode vectors() {
    try (InputStream in = HandshakeTest.class.getResourceAsStream("/vectors/eip-8.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

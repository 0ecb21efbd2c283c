// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.Ecies;
import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Secp256k1;
import dev.shhnode.crypto.Signature;
import java.security.SecureRandom;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * The encryption handshake (RLPx specification, "Initial Handshake"), in either role: bytes in,
 * bytes and secrets out. Writes the form of EIP-8, reads that and the plain form before it. Not
 * thread-safe; belongs to the connection's event loop.
 */
final class Handshake {

  /** Ours: an EIP-8 packet has a few hundred bytes; larger ones are refused. */
  static final int MAX_PACKET_SIZE = 2_048;

  private final KeyPair ours;
  private final KeyPair ephemeral;
  private final Bytes32 nonce;
  private final SecureRandom random;
  private final @Nullable PublicKey expected;
  private Bytes auth = Bytes.EMPTY;
  private boolean mayBePlain = true;

  /**
   * The result of a handshake.
   *
   * @param remoteId who the other is
   * @param secrets keys of the frames to come
   * @param reply what has to be sent first; empty for the initiator
   * @param consumed how many of the received bytes belonged to the handshake
   */
  record Outcome(PublicKey remoteId, Secrets secrets, Bytes reply, int consumed) {}

  private Handshake(
      KeyPair ours,
      @Nullable PublicKey expected,
      KeyPair ephemeral,
      Bytes32 nonce,
      SecureRandom random) {
    this.ours = ours;
    this.expected = expected;
    this.ephemeral = ephemeral;
    this.nonce = nonce;
    this.random = random;
  }

  /** Dials {@code remote}. */
  static Handshake initiator(KeyPair ours, PublicKey remote, SecureRandom random) {
    return initiator(ours, remote, KeyPair.generate(random), Bytes32.random(random), random);
  }

  static Handshake initiator(
      KeyPair ours, PublicKey remote, KeyPair ephemeral, Bytes32 nonce, SecureRandom random) {
    return new Handshake(ours, remote, ephemeral, nonce, random);
  }

  /** Answers whoever dials. */
  static Handshake recipient(KeyPair ours, SecureRandom random) {
    return recipient(ours, KeyPair.generate(random), Bytes32.random(random), random);
  }

  static Handshake recipient(KeyPair ours, KeyPair ephemeral, Bytes32 nonce, SecureRandom random) {
    return new Handshake(ours, null, ephemeral, nonce, random);
  }

  /** What the initiator sends first. */
  Bytes auth() {
    PublicKey remote = requireInitiator();
    Bytes32 shared = Secp256k1.sharedSecret(ours.privateKey(), remote);
    Signature signature = Secp256k1.sign(ephemeral.privateKey(), shared.xor(nonce));
    Bytes body = HandshakeBody.encodeAuth(signature, ours.publicKey(), nonce);
    auth = HandshakePacket.seal(remote, body, random);
    return auth;
  }

  /**
   * Reads what has come.
   *
   * @param received all bytes received since the beginning
   * @return empty if more is needed
   */
  Optional<Outcome> onBytes(Bytes received) throws DecodeException {
    return expected == null ? onAuth(received) : onAck(received);
  }

  private Optional<Outcome> onAuth(Bytes received) throws DecodeException {
    Optional<HandshakePacket> packet = read(received, HandshakeBody.PLAIN_AUTH_SIZE);
    if (packet.isEmpty()) {
      return Optional.empty();
    }
    HandshakeBody.Auth theirs = HandshakeBody.decodeAuth(packet.get());
    Bytes32 shared = Secp256k1.sharedSecret(ours.privateKey(), theirs.initiator());
    PublicKey theirEphemeral =
        theirs
            .signature()
            .recover(shared.xor(theirs.nonce()))
            .orElseThrow(() -> new DecodeException("auth without a valid signature"));
    auth = packet.get().raw();
    Bytes ackBody =
        packet.get().isPlain()
            ? HandshakeBody.encodePlainAck(ephemeral.publicKey(), nonce)
            : HandshakeBody.encodeAck(ephemeral.publicKey(), nonce);
    Bytes ack =
        packet.get().isPlain()
            ? Ecies.seal(theirs.initiator(), ackBody, Bytes.EMPTY, random)
            : HandshakePacket.seal(theirs.initiator(), ackBody, random);
    Secrets secrets =
        Secrets.ofRecipient(
            ephemeral.privateKey(), theirEphemeral, nonce, theirs.nonce(), auth, ack);
    return Optional.of(new Outcome(theirs.initiator(), secrets, ack, packet.get().raw().size()));
  }

  private Optional<Outcome> onAck(Bytes received) throws DecodeException {
    Optional<HandshakePacket> packet = read(received, HandshakeBody.PLAIN_ACK_SIZE);
    if (packet.isEmpty()) {
      return Optional.empty();
    }
    HandshakeBody.Ack theirs = HandshakeBody.decodeAck(packet.get());
    Bytes ack = packet.get().raw();
    Secrets secrets =
        Secrets.ofInitiator(
            ephemeral.privateKey(), theirs.ephemeral(), nonce, theirs.nonce(), auth, ack);
    return Optional.of(new Outcome(requireInitiator(), secrets, Bytes.EMPTY, ack.size()));
  }

  /**
   * Tries the plain form only until enough bytes for it have come, and not again with every further
   * segment: a try costs a multiplication on the curve.
   */
  private Optional<HandshakePacket> read(Bytes received, int plainBodySize) throws DecodeException {
    Optional<HandshakePacket> packet =
        HandshakePacket.read(received, plainBodySize, mayBePlain, ours.privateKey());
    mayBePlain &= received.size() < plainBodySize + Ecies.OVERHEAD;
    return packet;
  }

  private PublicKey requireInitiator() {
    if (expected == null) {
      throw new IllegalStateException("only the initiator knows whom it talks to");
    }
    return expected;
  }
}

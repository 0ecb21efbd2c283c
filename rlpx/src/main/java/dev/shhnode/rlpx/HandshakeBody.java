// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Rlp;
import dev.shhnode.crypto.RlpWriter;
import dev.shhnode.crypto.Signature;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * What auth and ack say (RLPx specification, "Initial Handshake"). In EIP-8 form a list, whose
 * surplus elements and trailing bytes are ignored, in plain form fields of fixed size:
 *
 * <pre>
 * auth  [signature(65), static key(64), nonce(32), version]
 *       signature(65) ‖ Keccak-256 of the ephemeral key(32) ‖ static key(64) ‖ nonce(32) ‖ 0
 * ack   [ephemeral key(64), nonce(32), version]
 *       ephemeral key(64) ‖ nonce(32) ‖ 0
 * </pre>
 */
final class HandshakeBody {

  static final int PLAIN_AUTH_SIZE = 65 + 32 + 64 + 32 + 1;
  static final int PLAIN_ACK_SIZE = 64 + 32 + 1;

  private static final int VERSION = 4;
  private static final int PLAIN_AUTH_KEY_OFFSET = 65 + 32;

  private HandshakeBody() {}

  record Auth(Signature signature, PublicKey initiator, Bytes32 nonce) {}

  record Ack(PublicKey ephemeral, Bytes32 nonce) {}

  static Bytes encodeAuth(Signature signature, PublicKey initiator, Bytes32 nonce) {
    return RlpWriter.list(
        writer -> {
          writer.writeBytes(signature.toBytes());
          writer.writeBytes(initiator.toBytes());
          writer.writeBytes(nonce);
          writer.writeInteger(VERSION);
        });
  }

  static Bytes encodeAck(PublicKey ephemeral, Bytes32 nonce) {
    return RlpWriter.list(
        writer -> {
          writer.writeBytes(ephemeral.toBytes());
          writer.writeBytes(nonce);
          writer.writeInteger(VERSION);
        });
  }

  static Bytes encodePlainAck(PublicKey ephemeral, Bytes32 nonce) {
    return Bytes.concatenate(ephemeral.toBytes(), nonce, Bytes.of(0));
  }

  static Auth decodeAuth(HandshakePacket packet) throws DecodeException {
    Bytes body = packet.body();
    if (packet.isPlain()) {
      Bytes key = body.slice(PLAIN_AUTH_KEY_OFFSET, PublicKey.SIZE);
      Bytes nonce = body.slice(PLAIN_AUTH_KEY_OFFSET + PublicKey.SIZE, Bytes32.SIZE);
      return auth(body.slice(0, Signature.SIZE), key, nonce);
    }
    return Rlp.decodeListIgnoringSurplus(
        body,
        list ->
            auth(
                Rlp.readFixedBytes(list, Signature.SIZE),
                Rlp.readFixedBytes(list, PublicKey.SIZE),
                Rlp.readFixedBytes(list, Bytes32.SIZE)));
  }

  private static Auth auth(Bytes signature, Bytes key, Bytes nonce) throws DecodeException {
    return new Auth(
        Signature.fromBytes(signature)
            .orElseThrow(() -> new DecodeException("auth without a valid signature")),
        publicKey(key),
        Bytes32.wrap(nonce));
  }

  static Ack decodeAck(HandshakePacket packet) throws DecodeException {
    Bytes body = packet.body();
    if (packet.isPlain()) {
      return new Ack(
          publicKey(body.slice(0, PublicKey.SIZE)),
          Bytes32.wrap(body.slice(PublicKey.SIZE, Bytes32.SIZE)));
    }
    return Rlp.decodeListIgnoringSurplus(
        body,
        list ->
            new Ack(
                publicKey(Rlp.readFixedBytes(list, PublicKey.SIZE)),
                Bytes32.wrap(Rlp.readFixedBytes(list, Bytes32.SIZE))));
  }

  private static PublicKey publicKey(Bytes bytes) throws DecodeException {
    return PublicKey.fromBytes(bytes)
        .orElseThrow(() -> new DecodeException("handshake key that is not on the curve"));
  }
}

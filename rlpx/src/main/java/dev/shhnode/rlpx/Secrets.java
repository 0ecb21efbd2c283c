// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Secp256k1;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The keys of a connection's frames (RLPx specification, "Initial Handshake", "secrets"). Never
 * printed. Immutable.
 */
final class Secrets {

  private final Bytes32 aes;
  private final Bytes32 mac;
  private final Bytes egressSeed;
  private final Bytes ingressSeed;

  private Secrets(Bytes32 aes, Bytes32 mac, Bytes egressSeed, Bytes ingressSeed) {
    this.aes = aes;
    this.mac = mac;
    this.egressSeed = egressSeed;
    this.ingressSeed = ingressSeed;
  }

  static Secrets ofInitiator(
      PrivateKey ephemeral,
      PublicKey theirEphemeral,
      Bytes32 nonce,
      Bytes32 theirNonce,
      Bytes auth,
      Bytes ack) {
    Bytes32 agreed = Secp256k1.sharedSecret(ephemeral, theirEphemeral);
    Bytes32 aes = aes(agreed, Keccak256.hash(theirNonce, nonce));
    Bytes32 mac = Keccak256.hash(agreed, aes);
    return new Secrets(aes, mac, seed(mac, theirNonce, auth), seed(mac, nonce, ack));
  }

  static Secrets ofRecipient(
      PrivateKey ephemeral,
      PublicKey theirEphemeral,
      Bytes32 nonce,
      Bytes32 theirNonce,
      Bytes auth,
      Bytes ack) {
    Bytes32 agreed = Secp256k1.sharedSecret(ephemeral, theirEphemeral);
    Bytes32 aes = aes(agreed, Keccak256.hash(nonce, theirNonce));
    Bytes32 mac = Keccak256.hash(agreed, aes);
    return new Secrets(aes, mac, seed(mac, theirNonce, ack), seed(mac, nonce, auth));
  }

  private static Bytes32 aes(Bytes32 agreed, Bytes32 nonces) {
    return Keccak256.hash(agreed, Keccak256.hash(agreed, nonces));
  }

  private static Bytes seed(Bytes32 mac, Bytes32 receiversNonce, Bytes packet) {
    return Bytes.concatenate(mac.xor(receiversNonce), packet);
  }

  Bytes32 aes() {
    return aes;
  }

  Bytes32 mac() {
    return mac;
  }

  /** The first input of the MAC of sent frames. */
  Bytes egressSeed() {
    return egressSeed;
  }

  /** The first input of the MAC of received frames. */
  Bytes ingressSeed() {
    return ingressSeed;
  }

  @Override
  public String toString() {
    return "Secrets[hidden]";
  }
}

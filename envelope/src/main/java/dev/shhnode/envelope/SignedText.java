// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.crypto.Secp256k1;
import dev.shhnode.crypto.Signature;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** Text with the signature of its Keccak-256 behind it, from which the signer is recovered. */
final class SignedText {

  private SignedText() {}

  static Bytes sign(Bytes text, PrivateKey signer) {
    return Secp256k1.sign(signer, Keccak256.hash(text)).toBytes();
  }

  static Bytes appendSignature(Bytes text, Optional<PrivateKey> signer) {
    return signer.map(key -> Bytes.concatenate(text, sign(text, key))).orElse(text);
  }

  /** Who signed all but the last 65 bytes; empty if these are no signature. */
  static Optional<PublicKey> signer(Bytes signedText) {
    int end = signedText.size() - Signature.SIZE;
    return signer(signedText.slice(0, end), signedText.slice(end));
  }

  static Optional<PublicKey> signer(Bytes text, Bytes signature) {
    return Signature.fromBytes(signature).flatMap(s -> s.recover(Keccak256.hash(text)));
  }
}

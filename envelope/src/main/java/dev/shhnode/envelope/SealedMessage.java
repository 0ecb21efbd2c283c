// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.envelope;

import org.apache.tuweni.bytes.Bytes;

/**
 * An encrypted message as it goes into an envelope.
 *
 * @param data the ciphertext, in v6 with the nonce of AES-GCM behind it
 * @param aesNonce that nonce in v5; empty when the message is asymmetric, and in other versions
 */
public record SealedMessage(Bytes data, Bytes aesNonce) {

  /** A message without a nonce of its own beside the data. */
  static SealedMessage of(Bytes data) {
    return new SealedMessage(data, Bytes.EMPTY);
  }
}

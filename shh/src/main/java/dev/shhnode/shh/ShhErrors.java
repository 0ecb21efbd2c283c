// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.crypto.PublicKey;
import java.util.Locale;

/** geth's texts for what can go wrong, which DApps and their tests match. */
final class ShhErrors {

  private ShhErrors() {}

  static ShhException filterNotFound() {
    return new ShhException("filter not found");
  }

  static ShhException cannotUnsubscribe() {
    return new ShhException("Unsubscribe: Invalid ID");
  }

  /** geth 1.8.27 names peers by the Keccak-256 of their public key. */
  static ShhException peerNotFound(PublicKey id) {
    return new ShhException(
        "Could not find peer with ID: " + Keccak256.hash(id.toBytes()).toUnprefixedHexString());
  }

  static ShhException powTooLow() {
    return new ShhException("message rejected, PoW too low");
  }

  /**
   * @param maxSeconds what the node allows, which is named where it was too little
   */
  static ShhException targetNotReached(long powTimeSeconds, long maxSeconds) {
    return new ShhException(
        "failed to reach the PoW target, specified pow time ("
            + powTimeSeconds
            + " seconds) was insufficient"
            + (powTimeSeconds > maxSeconds
                ? ": no search may take more than " + maxSeconds + " seconds here"
                : ""));
  }

  static ShhException expiredInSearch() {
    return new ShhException(
        "the envelope expired while proof of work was searched: the TTL is too short for it");
  }

  static ShhException tooLarge(long sizeBytes) {
    return new ShhException("huge messages are not allowed [" + sizeBytes + " bytes]");
  }

  static ShhException invalidPow(double pow) {
    return new ShhException("invalid PoW: " + String.format(Locale.ROOT, "%f", pow));
  }

  static ShhException sizeTooLarge(long bytes) {
    return new ShhException(
        "message size too large [" + bytes + ">" + ShhConfig.MAX_MESSAGE_SIZE_CEILING + "]");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.geth;

import dev.shhnode.crypto.Keccak256;
import dev.shhnode.shh.Failure;
import java.util.Locale;

/**
 * geth's texts for what can go wrong with Whisper, which DApps and their tests match. Failures that
 * geth does not have are told in our own words.
 */
public final class GethErrors {

  /**
   * For an unknown filter that is to be removed; for other calls geth says that it is not found.
   */
  public static final String CANNOT_UNSUBSCRIBE = "Unsubscribe: Invalid ID";

  private GethErrors() {}

  /** What a client is told of a failure. */
  public static String text(Failure failure) {
    if (failure instanceof Failure.NoSuchFilter) {
      return "filter not found";
    }
    if (failure instanceof Failure.NoSuchPeer peer) {
      // geth 1.8.27 names peers by the Keccak-256 of their public key.
      return "Could not find peer with ID: "
          + Keccak256.hash(peer.id().toBytes()).toUnprefixedHexString();
    }
    if (failure instanceof Failure.PowTooLow) {
      return "message rejected, PoW too low";
    }
    if (failure instanceof Failure.TargetNotReached time) {
      return targetNotReached(time);
    }
    if (failure instanceof Failure.MessageTooLarge message) {
      return "huge messages are not allowed [" + message.bytes() + " bytes]";
    }
    if (failure instanceof Failure.InvalidMinPow pow) {
      return "invalid PoW: " + String.format(Locale.ROOT, "%f", pow.minPow());
    }
    if (failure instanceof Failure.InvalidMaxMessageSize size) {
      return "message size too large [" + size.bytes() + ">" + size.maxBytes() + "]";
    }
    return failure.inWords();
  }

  /** Names the bound of this node if that was the reason, as geth has no such bound. */
  private static String targetNotReached(Failure.TargetNotReached time) {
    return "failed to reach the PoW target, specified pow time ("
        + time.allowedSeconds()
        + " seconds) was insufficient"
        + (time.allowedSeconds() > time.maxSeconds()
            ? ": no search may take more than " + time.maxSeconds() + " seconds here"
            : "");
  }
}

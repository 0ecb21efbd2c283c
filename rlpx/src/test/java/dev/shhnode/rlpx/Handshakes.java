// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PublicKey;
import java.security.SecureRandom;

/** Parts of handshakes for tests of other packages. */
public final class Handshakes {

  private Handshakes() {}

  /** What an initiator writes first. */
  public static byte[] auth(KeyPair initiator, PublicKey recipient, SecureRandom random) {
    return Handshake.initiator(initiator, recipient, random).auth().toArray();
  }
}

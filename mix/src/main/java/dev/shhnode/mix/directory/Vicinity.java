// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.directory;

import dev.shhnode.rlpx.peers.Network;
import java.net.InetAddress;

/** From where an address can be reached; each is within those before it. */
public enum Vicinity {
  /** From anywhere. */
  PUBLIC,

  /** Among the customers of a carrier, or in an overlay network with such addresses (RFC 6598). */
  CARRIER,

  /** On this machine or in its private network. */
  PRIVATE;

  public static Vicinity of(InetAddress address) {
    if (Network.isOfCarrier(address)) {
      return CARRIER;
    }
    return Network.isLocal(address) ? PRIVATE : PUBLIC;
  }

  /** A mix without an address might be dialled anywhere. */
  static Vicinity of(Descriptor mix) {
    return mix.record().ip().map(Vicinity::of).orElse(PRIVATE);
  }

  /**
   * Whether a peer here is believed that a mix is there. Of what only others can reach it knows
   * nothing, but could have this node dial it.
   */
  boolean believesIn(Vicinity mix) {
    return mix.compareTo(this) <= 0;
  }
}

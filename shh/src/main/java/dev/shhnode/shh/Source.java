// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PublicKey;
import java.util.Optional;

/**
 * Where a pooled envelope comes from.
 *
 * @param kind who brought it
 * @param peer who, if it was a peer
 */
public record Source(Kind kind, Optional<PublicKey> peer) {

  /** Who brings envelopes. */
  public enum Kind {
    /** A peer sent it. */
    PEER,
    /** This node posted it. */
    OWN,
    /** The bridge sealed it anew. */
    BRIDGE,
    /** It came out of a mix network here. */
    MIX
  }

  public static final Source OWN = new Source(Kind.OWN, Optional.empty());
  public static final Source BRIDGE = new Source(Kind.BRIDGE, Optional.empty());

  public static final Source MIX = new Source(Kind.MIX, Optional.empty());

  public static Source ofPeer(PublicKey id) {
    return new Source(Kind.PEER, Optional.of(id));
  }
}

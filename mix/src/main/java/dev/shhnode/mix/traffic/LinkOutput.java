// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.mix.directory.Vicinity;
import dev.shhnode.mix.wire.LinkMessage;
import dev.shhnode.rlpx.DisconnectReason;

/** Our end of a link. Called on the mix loop. */
public interface LinkOutput {

  void send(LinkMessage message);

  /**
   * Ends the link, and the connection too if nothing else runs over it.
   *
   * @param reason for the peer
   * @param why for our own log, in words
   */
  void hangUp(DisconnectReason reason, String why);

  /**
   * Where the peer is. Of others than those of the same private network no mixes are believed to be
   * there: they would have this node dial what only it can reach.
   */
  default Vicinity vicinity() {
    return Vicinity.PRIVATE;
  }
}

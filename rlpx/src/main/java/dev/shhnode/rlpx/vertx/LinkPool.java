// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.vertx;

import dev.shhnode.rlpx.SubProtocol;
import dev.shhnode.rlpx.peers.DialCandidates;
import java.util.List;

/**
 * A pool of connections beside that of the peers: links take no places of peers, and peers none of
 * links. A node that shares only its sub-protocols with us is a link; one that shares others too is
 * a peer, and they run over that connection. A node can be both.
 *
 * @param subProtocols what links are for, none of those that the agent's peers are for. They are
 *     all that is announced to a node that is dialled for the pool.
 * @param maxLinks places, at most {@link #MAX_LINKS}; one in five is kept for dialling
 * @param candidates whom to dial, the most wanted first. Those with whom the sub-protocols run over
 *     a connection of the peers are not dialled. A link that is wanted no more stays; it is for the
 *     sub-protocol to end it. See {@link RlpxAgent#candidatesChanged}.
 */
public record LinkPool(List<SubProtocol> subProtocols, int maxLinks, DialCandidates candidates) {

  /** Ours: five times the peers, while what all connections leave waiting has bounds of its own. */
  public static final int MAX_LINKS = 128;

  public LinkPool {
    subProtocols = List.copyOf(subProtocols);
    if (maxLinks < 0 || maxLinks > MAX_LINKS) {
      throw new IllegalArgumentException("links are " + maxLinks + ", expected 0 to " + MAX_LINKS);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
/**
 * What goes on between this node and its peers: who they are, which envelopes are kept, and who
 * gets them. Belongs to the shh loop, but for {@code PeerInbound}, which belongs to its
 * connection's event loop.
 */
@NullMarked
package dev.shhnode.shh.gossip;

import org.jspecify.annotations.NullMarked;

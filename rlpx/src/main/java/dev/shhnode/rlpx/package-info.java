// SPDX-License-Identifier: Apache-2.0
/**
 * RLPx, the transport of devp2p: handshake, frames, the base protocol, and the sub-protocols that
 * share a connection. Everything here is without input and output; sockets are in {@code .vertx}.
 *
 * <p>Must not know what sub-protocols say. Sources: the RLPx specification, EIP-8 (forward
 * compatibility), EIP-706 (snappy), and recorded sessions with geth 1.5.9 to 1.9.6.
 */
@NullMarked
package dev.shhnode.rlpx;

import org.jspecify.annotations.NullMarked;

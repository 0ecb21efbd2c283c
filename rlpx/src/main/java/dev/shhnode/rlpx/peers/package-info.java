// SPDX-License-Identifier: Apache-2.0
/**
 * Which nodes this one is connected with: their addresses, who is let in, whom to dial and when.
 * Everything here is without input and output.
 *
 * <p>May know {@code dev.shhnode.rlpx}, which must not know this package; sockets are in {@code
 * .vertx}.
 */
@NullMarked
package dev.shhnode.rlpx.peers;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Packets of every version of {@code shh} to and from RLP, with what is peculiar to a peer's
 * software. No state.
 */
@NullMarked
package dev.shhnode.shh.wire;

import org.jspecify.annotations.NullMarked;

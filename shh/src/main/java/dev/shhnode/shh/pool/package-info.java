// SPDX-License-Identifier: Apache-2.0
/**
 * The envelopes that a node keeps for its peers until they expire: how many bytes of them, whose,
 * in which order peers get them, and which go when there are too many. Belongs to the shh loop.
 */
@NullMarked
package dev.shhnode.shh.pool;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * How far this machine's clock is from those of the peers, told by the times that their envelopes
 * bear. Does no I/O and reads no clock; must not know peers, packets nor the pool.
 */
@NullMarked
package dev.shhnode.shh.clock;

import org.jspecify.annotations.NullMarked;

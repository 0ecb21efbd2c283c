// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import org.apache.tuweni.bytes.Bytes32;

/**
 * A mix on a path.
 *
 * @param id its name
 * @param publicKey its X25519 key of the epoch
 * @param delay how long this mix keeps the packet
 */
public record Hop(MixId id, Bytes32 publicKey, DelayClass delay) {}

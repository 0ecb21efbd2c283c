// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.BloomFilter;

/**
 * What a peer said of itself.
 *
 * @param version of the protocol
 * @param minPow least proof of work it accepts
 * @param bloom topics it wants
 * @param lightClient whether it forwards nothing
 */
public record ShhPeerInfo(int version, double minPow, BloomFilter bloom, boolean lightClient) {}

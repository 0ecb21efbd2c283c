// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import dev.shhnode.rlpx.peers.Enode;
import java.util.Optional;
import java.util.Set;

/**
 * A mix as this node knows it.
 *
 * @param enode who and where it is
 * @param epoch of the newest key it has told
 * @param roles what it does
 * @param capacity packets a second it says it can mix
 * @param minPow least proof of work of envelopes that it floods
 * @param witnesses peers that told of it, up to eight
 * @param usable whether it may be on a path in this epoch
 * @param layer its place on paths, from 1; empty if it has none
 * @param linked whether there is a link with it
 * @param down whether it could not be reached lately
 */
public record MixInfo(
    Enode enode,
    long epoch,
    Set<MixRole> roles,
    long capacity,
    double minPow,
    int witnesses,
    boolean usable,
    Optional<Integer> layer,
    boolean linked,
    boolean down) {}

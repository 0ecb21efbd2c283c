// SPDX-License-Identifier: Apache-2.0
/**
 * What a node of a mix network does with packets: takes them from links, keeps each for its time,
 * passes it on or has it flooded; sends posts, cover and loops of its own; gossips of mixes.
 *
 * <p>Must do no input or output and know no clock. Sources: Piotrowska et al., "The Loopix
 * Anonymity System" (2017); Danezis, "The Traffic Analysis of Continuous-Time Mixes" (2004).
 */
@NullMarked
package dev.shhnode.mix.traffic;

import org.jspecify.annotations.NullMarked;

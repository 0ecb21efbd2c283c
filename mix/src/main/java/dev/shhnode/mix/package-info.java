// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code mix/1} sub-protocol, by which a post travels through mixes before it is flooded, so
 * that nobody can name its sender. Everything here is without input and output; time and randomness
 * are arguments.
 *
 * <p>Must not know Whisper: what a mix floods are bytes, handed to an interface of its own.
 * Sources: Danezis and Goldberg, "Sphinx" (2009); Piotrowska et al., "The Loopix Anonymity System"
 * (2017); EIP-778 (node records).
 */
@NullMarked
package dev.shhnode.mix;

import org.jspecify.annotations.NullMarked;

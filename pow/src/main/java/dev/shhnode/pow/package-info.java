// SPDX-License-Identifier: Apache-2.0
/**
 * Whisper's proof of work: how much an envelope carries under each deployed rule, how many zero
 * bits a wanted amount takes, and the search for a nonce that has them.
 *
 * <p>Must not know envelopes: it is given their bytes. Sources: EIP-627 ("pow"), go-ethereum 1.8.27
 * and 1.9.6 as running programs.
 */
@NullMarked
package dev.shhnode.pow;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The packet of {@code mix/1}: Sphinx over X25519 with a LIONESS body, one length for everything.
 *
 * <p>A packet is {@code α 32 ‖ β (2r+1)·16 ‖ γ 16 ‖ ζ ‖ δ}, r being the longest path: a point, the
 * routing blocks of the hops left, a MAC of them, a log that only the maker of a SURB can read, and
 * the body. All lengths follow from a {@link dev.shhnode.mix.sphinx.Geometry}. Streams are ChaCha20
 * with a nonce of zeros and hashes are BLAKE2b, as go-sphinxmixcrypto and sphinxmixcrypto have
 * them, whose published packets are reproduced byte for byte by profile VECTORS.
 *
 * <p>No input or output, no clock, no randomness of its own. Objects are immutable or say who owns
 * them; {@link dev.shhnode.mix.sphinx.Sphinx} may be shared between threads. Sources: Danezis and
 * Goldberg, "Sphinx" (2009); Anderson and Biham, "Two practical and provably secure block ciphers:
 * BEAR and LION" (1996), for LIONESS; RFC 7748, RFC 7693, RFC 8439.
 */
@NullMarked
package dev.shhnode.mix.sphinx;

import org.jspecify.annotations.NullMarked;

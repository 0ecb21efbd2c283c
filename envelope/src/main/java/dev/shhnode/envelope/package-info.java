// SPDX-License-Identifier: Apache-2.0
/**
 * Whisper envelopes of versions 6 (EIP-627), 5 and 2: topics, bloom filters, the envelope's codec,
 * and the messages sealed in it.
 *
 * <p>Must not know peers, filters or the time. Sources: EIP-627, and go-ethereum 1.7, 1.8.27 and
 * 1.9.6 as running programs.
 */
@NullMarked
package dev.shhnode.envelope;

import org.jspecify.annotations.NullMarked;

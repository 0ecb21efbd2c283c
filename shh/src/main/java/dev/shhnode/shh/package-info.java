// SPDX-License-Identifier: Apache-2.0
/**
 * The Whisper sub-protocol {@code shh/6} (EIP-627): what peers may send us, which envelopes are
 * kept and flooded to whom, and which messages reach which filter.
 *
 * <p>{@link dev.shhnode.shh.ShhService} is the thread-safe surface; everything behind it is a state
 * machine without input, output, threads or clocks, owned by one loop. Must not know sockets nor
 * JSON-RPC.
 */
@NullMarked
package dev.shhnode.shh;

import org.jspecify.annotations.NullMarked;

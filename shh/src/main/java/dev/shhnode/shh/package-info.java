// SPDX-License-Identifier: Apache-2.0
/**
 * Whisper as others see it: {@link dev.shhnode.shh.Whisper}, the messages, posts and filters that
 * it takes and gives, its settings, and the listeners that are told what becomes of envelopes.
 *
 * <p>Knows none of the packages below, which are behind it: {@code wire}, {@code gossip}, {@code
 * pool}, {@code clock}, {@code filter}, {@code classic}, {@code post}, and {@code service}, which
 * makes one Whisper of them. Must not know sockets nor JSON-RPC.
 */
@NullMarked
package dev.shhnode.shh;

import org.jspecify.annotations.NullMarked;

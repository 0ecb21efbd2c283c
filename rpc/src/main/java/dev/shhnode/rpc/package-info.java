// SPDX-License-Identifier: Apache-2.0
/**
 * JSON-RPC 2.0 for a Whisper node, without input and output: bytes of a request come in, bytes of
 * the answer go out. Here is what every method needs: reading requests, finding the method,
 * sessions and pushes. The methods stand in the packages below: those of every generation of
 * Whisper ({@code shh_*}, {@code shhext_*}; {@link Dialect}), and what clients of a Whisper node
 * call besides ({@code net_*}, {@code web3_*}, {@code admin_*}).
 *
 * <p>Must not open sockets or import a network library: {@code dev.shhnode.rpc.vertx} does. Must
 * not know any method but {@code rpc_modules}. Never logs payloads, keys or passwords. Sources:
 * JSON-RPC 2.0, and geth 1.8.27 where it leaves a choice; where the two disagree is listed in
 * {@code docs/rpc-differences.md}.
 */
@NullMarked
package dev.shhnode.rpc;

import org.jspecify.annotations.NullMarked;

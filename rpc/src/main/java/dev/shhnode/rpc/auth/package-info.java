// SPDX-License-Identifier: Apache-2.0
/**
 * Bearer tokens that clients of HTTP and WebSocket show: JSON web tokens (RFC 7519) under a secret
 * that node and clients share, as the Engine API of Ethereum's execution clients has them.
 *
 * <p>Does no I/O: who reads the secret's file and the headers of a request hands them in.
 */
@NullMarked
package dev.shhnode.rpc.auth;

import org.jspecify.annotations.NullMarked;

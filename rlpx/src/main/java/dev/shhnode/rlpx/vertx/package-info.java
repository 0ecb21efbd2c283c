// SPDX-License-Identifier: Apache-2.0
/**
 * RLPx over Vert.x sockets: reads bytes, gives them to the state machine, does what it says. The
 * only package of this module that knows sockets, threads and timers; decides nothing about the
 * protocol.
 */
@NullMarked
package dev.shhnode.rlpx.vertx;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The commands beside the node itself: those that talk to a running node over JSON-RPC, and those
 * that work on envelopes.
 *
 * <p>Knows nothing of the node's own start.
 */
@NullMarked
package dev.shhnode.node.commands;

import org.jspecify.annotations.NullMarked;

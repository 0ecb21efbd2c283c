// SPDX-License-Identifier: Apache-2.0
/**
 * Puts all methods of a node together. Must not hold methods of its own, and no other package of
 * {@code rpc} may use this one.
 */
@NullMarked
package dev.shhnode.rpc.methods;

import org.jspecify.annotations.NullMarked;

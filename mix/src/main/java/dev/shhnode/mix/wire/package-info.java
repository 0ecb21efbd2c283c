// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of {@code mix/1} between two nodes, to and from bytes.
 *
 * <p>Must not know what becomes of them.
 */
@NullMarked
package dev.shhnode.mix.wire;

import org.jspecify.annotations.NullMarked;

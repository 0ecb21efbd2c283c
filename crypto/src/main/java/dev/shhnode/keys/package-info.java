// SPDX-License-Identifier: Apache-2.0
/**
 * The keys that DApps entrust to a node, and where they are kept.
 *
 * <p>Knows no protocol. Keys are found by ids, never listed but where a protocol has to try them
 * all, and never logged.
 */
@NullMarked
package dev.shhnode.keys;

import org.jspecify.annotations.NullMarked;

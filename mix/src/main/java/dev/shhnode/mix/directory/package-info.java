// SPDX-License-Identifier: Apache-2.0
/**
 * Which mixes there are, when their keys hold, which of them take part in an epoch, and paths
 * through them.
 *
 * <p>Must not know links or packets. Sources: EIP-778 (node records); stratified topology by
 * sortition as in Loopix and its successors.
 */
@NullMarked
package dev.shhnode.mix.directory;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of Whisper 2 that this node can read, and the filters on them. Belongs to the shh
 * loop.
 */
@NullMarked
package dev.shhnode.shh.classic;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * {@code mix_*}, and {@code shh_post} with a {@code route}: posts that travel through mixes.
 *
 * <p>Must not know other modules of methods, nor how mixes work.
 */
@NullMarked
package dev.shhnode.rpc.mix;

import org.jspecify.annotations.NullMarked;

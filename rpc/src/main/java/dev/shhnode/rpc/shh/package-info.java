// SPDX-License-Identifier: Apache-2.0
/**
 * {@code shh_*} of Whisper 6 and 5: messages, subscriptions, keys and settings, in the shapes and
 * with the texts of geth 1.8.27; and the parameters and names of the first version 5, geth 1.6.1 to
 * 1.6.6.
 */
@NullMarked
package dev.shhnode.rpc.shh;

import org.jspecify.annotations.NullMarked;

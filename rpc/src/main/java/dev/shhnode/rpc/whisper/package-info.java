// SPDX-License-Identifier: Apache-2.0
/**
 * What the dialects of {@code shh_*} share: filters and whom they are charged to, looking up keys,
 * reading the post of version 6, which may also ask for a route, and writing out messages.
 *
 * <p>Must not know any dialect's methods.
 */
@NullMarked
package dev.shhnode.rpc.whisper;

import org.jspecify.annotations.NullMarked;

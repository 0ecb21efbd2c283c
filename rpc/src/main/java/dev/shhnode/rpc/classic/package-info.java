// SPDX-License-Identifier: Apache-2.0
/** {@code shh_*} of Whisper 2, as in geth 1.7.3: identities and lists of topics. */
@NullMarked
package dev.shhnode.rpc.classic;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** {@code shh_*} of Parity 1.7 to 2.6, over messages and filters of version 6. */
@NullMarked
package dev.shhnode.rpc.parity;

import org.jspecify.annotations.NullMarked;

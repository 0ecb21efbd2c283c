// SPDX-License-Identifier: Apache-2.0
/** {@code shhext_*}: what status-go adds to {@code shh_*} of version 6. */
@NullMarked
package dev.shhnode.rpc.status;

import org.jspecify.annotations.NullMarked;

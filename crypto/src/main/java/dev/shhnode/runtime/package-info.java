// SPDX-License-Identifier: Apache-2.0
/**
 * What every protocol of the node runs on: a loop that owns its state, a reading of the clocks,
 * back-pressure and counters.
 *
 * <p>Depends on nothing, knows no protocol, makes no threads and reads no clock itself.
 */
@NullMarked
package dev.shhnode.runtime;

import org.jspecify.annotations.NullMarked;

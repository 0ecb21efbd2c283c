// SPDX-License-Identifier: Apache-2.0
/**
 * The program {@code shhnode}: command line, configuration, wiring of the modules and life cycle.
 *
 * <p>Holds no protocol of its own; what decides something about envelopes or packets belongs to the
 * modules below.
 */
@NullMarked
package dev.shhnode.node;

import org.jspecify.annotations.NullMarked;

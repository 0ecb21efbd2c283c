// SPDX-License-Identifier: Apache-2.0
/**
 * Files that hold secrets of the node and of those who run it, and certificates.
 *
 * <p>Knows neither the node nor the commands, which both use it; logs paths, never what is in them.
 */
@NullMarked
package dev.shhnode.node.secrets;

import org.jspecify.annotations.NullMarked;

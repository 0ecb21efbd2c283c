// SPDX-License-Identifier: Apache-2.0
/**
 * Failures told to a user in words. All packages of {@code node} may use it; it uses none of them.
 */
@NullMarked
package dev.shhnode.node.failures;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Failures told to a user in words; all of {@code node} uses it, and it uses nothing of it. */
@NullMarked
package dev.shhnode.node.failures;

import org.jspecify.annotations.NullMarked;

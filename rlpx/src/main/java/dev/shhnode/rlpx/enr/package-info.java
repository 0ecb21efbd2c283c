// SPDX-License-Identifier: Apache-2.0
/**
 * Ethereum Node Records (EIP-778): what a node says of itself, signed, so that others may pass it
 * on. Everything here is without input and output, and resolves no names.
 *
 * <p>Must not know who reads the records and why; keys of their pairs that others define mean
 * nothing here.
 */
@NullMarked
package dev.shhnode.rlpx.enr;

import org.jspecify.annotations.NullMarked;

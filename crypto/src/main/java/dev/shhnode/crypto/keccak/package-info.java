// SPDX-License-Identifier: Apache-2.0
/** The permutation under Keccak-256, on one state and on many abreast. */
@NullMarked
package dev.shhnode.crypto.keccak;

import org.jspecify.annotations.NullMarked;

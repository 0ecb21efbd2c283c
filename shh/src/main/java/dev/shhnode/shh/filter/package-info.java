// SPDX-License-Identifier: Apache-2.0
/** Which messages of version 5 and 6 reach which filter of a DApp. Belongs to the shh loop. */
@NullMarked
package dev.shhnode.shh.filter;

import org.jspecify.annotations.NullMarked;

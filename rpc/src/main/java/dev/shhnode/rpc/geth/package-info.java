// SPDX-License-Identifier: Apache-2.0
/**
 * How Go decodes parameters, of which clients see the error texts: Go's types and structs, and the
 * hexadecimal text of geth's {@code hexutil}.
 *
 * <p>Must not know calls or methods. Sources: {@code encoding/json} of Go 1.11, geth 1.8.27.
 */
@NullMarked
package dev.shhnode.rpc.geth;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * JSON as values: read from UTF-8, written to it, and cut out of a stream.
 *
 * <p>Must not know calls, methods or Go. Source: RFC 8259; numbers are written as by Go.
 */
@NullMarked
package dev.shhnode.rpc.json;

import org.jspecify.annotations.NullMarked;

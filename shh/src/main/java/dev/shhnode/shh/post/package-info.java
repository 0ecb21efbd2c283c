// SPDX-License-Identifier: Apache-2.0
/** Makes envelopes of messages: sealing, and the search for proof of work. Thread-safe. */
@NullMarked
package dev.shhnode.shh.post;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import java.util.Optional;

/**
 * The state that {@code shh_info} tells.
 *
 * @param memoryBytes bytes of pooled envelopes
 * @param maxMemoryBytes most bytes of pooled envelopes
 * @param messages number of pooled envelopes
 * @param minPow least proof of work accepted
 * @param maxMessageSize most bytes of an accepted envelope
 * @param clockOffset if this machine's clock is known to be wrong
 */
public record ShhInfo(
    long memoryBytes,
    long maxMemoryBytes,
    int messages,
    double minPow,
    long maxMessageSize,
    Optional<ClockOffset> clockOffset) {}

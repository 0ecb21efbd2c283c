// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.service;

import dev.shhnode.runtime.Moment;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * The thread, clocks and randomness that a mix runs on.
 *
 * @param loop of one thread; owns all state of the mix
 * @param wallClock for epochs and expiry
 * @param nanoClock monotonic, for delays
 * @param random for keys, paths and moments
 */
public record MixRuntime(
    ScheduledExecutorService loop,
    InstantSource wallClock,
    LongSupplier nanoClock,
    SecureRandom random) {

  public Moment now() {
    return new Moment(wallClock.instant().getEpochSecond(), nanoClock.getAsLong());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.runtime.Moment;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The threads, clocks and randomness that Whisper runs on.
 *
 * @param loop runs tasks one after the other, in the order given; owns all state of shh
 * @param workers opens and seals messages; bounded in threads
 * @param miners searches nonces, a few milliseconds at a time
 * @param minerCount how many threads {@code miners} has
 * @param wallClock for expiry and TTL
 * @param nanoClock monotonic, for timeouts
 * @param random for keys, nonces and padding
 */
public record ShhRuntime(
    Executor loop,
    Executor workers,
    Executor miners,
    int minerCount,
    InstantSource wallClock,
    LongSupplier nanoClock,
    SecureRandom random) {

  /** The same with another wall clock: ahead of this one by a number of seconds. */
  public ShhRuntime withClockAheadBy(LongSupplier seconds) {
    InstantSource ahead = () -> wallClock.instant().plusSeconds(seconds.getAsLong());
    return new ShhRuntime(loop, workers, miners, minerCount, ahead, nanoClock, random);
  }

  public Moment now() {
    return new Moment(wallClock.instant().getEpochSecond(), nanoClock.getAsLong());
  }
}

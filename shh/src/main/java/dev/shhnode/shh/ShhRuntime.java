// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.runtime.Moment;
import dev.shhnode.runtime.SerialExecutor;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The threads, clocks and randomness that Whisper runs on.
 *
 * @param loop owns all state of shh
 * @param workers opens and seals messages; bounded in threads
 * @param miners searches nonces, a few milliseconds at a time
 * @param minerCount how many threads {@code miners} has
 * @param wallClock for expiry and TTL
 * @param nanoClock monotonic, for timeouts
 * @param random for keys, nonces and padding
 * @param correction seconds that the wall clock is ahead of this machine's
 */
public record ShhRuntime(
    SerialExecutor loop,
    Executor workers,
    Executor miners,
    int minerCount,
    InstantSource wallClock,
    LongSupplier nanoClock,
    SecureRandom random,
    LongSupplier correction) {

  /** With a wall clock that is taken as it is. */
  public ShhRuntime(
      SerialExecutor loop,
      Executor workers,
      Executor miners,
      int minerCount,
      InstantSource wallClock,
      LongSupplier nanoClock,
      SecureRandom random) {
    this(loop, workers, miners, minerCount, wallClock, nanoClock, random, () -> 0);
  }

  /** The same with another wall clock: ahead of this one by a number of seconds. */
  public ShhRuntime withClockAheadBy(LongSupplier seconds) {
    InstantSource ahead = () -> wallClock.instant().plusSeconds(seconds.getAsLong());
    return new ShhRuntime(loop, workers, miners, minerCount, ahead, nanoClock, random, seconds);
  }

  public Moment now() {
    long ahead = correction.getAsLong();
    return new Moment(wallClock.instant().getEpochSecond(), nanoClock.getAsLong(), ahead);
  }
}

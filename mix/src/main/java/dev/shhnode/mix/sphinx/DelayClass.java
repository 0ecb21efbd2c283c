// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a mix keeps a packet on average. The delay itself is not written into a packet but
 * follows from the secret of the hop and this class, so that the sender knows it, nobody else does,
 * and nobody can ask for a foolish one.
 */
public enum DelayClass {
  NONE(0, 0),
  SHORT(1, 200),
  USUAL(2, 400),
  LONG(3, 2_000);

  /** The longest delay in means: only one in a million is longer. */
  static final double CAP = 13.8;

  private static final DelayClass[] CLASSES = values();

  private final byte code;
  private final Duration mean;

  DelayClass(int code, long millis) {
    this.code = (byte) code;
    this.mean = Duration.ofMillis(millis);
  }

  /** The mean delay. */
  public Duration mean() {
    return mean;
  }

  /** The byte that stands for the class in a packet. */
  byte code() {
    return code;
  }

  /** The class of a byte, if it is one. */
  static Optional<DelayClass> of(byte code) {
    return code >= 0 && code < CLASSES.length ? Optional.of(CLASSES[code]) : Optional.empty();
  }

  /**
   * The delay of a uniformly distributed number, in nanoseconds: {@code −mean·ln(1−u)}, u being the
   * upper 53 bits as a fraction.
   */
  long nanos(long uniform) {
    double u = (uniform >>> 11) * 0x1.0p-53;
    return (long) (Math.min(-StrictMath.log(1 - u), CAP) * mean.toNanos());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.runtime.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The least proof of work that this node asks for: what the operator chose, raised step by step
 * while the pool is nearly full and lowered again when it is half empty, so that who floods it has
 * to work for it. Between the two it stays as it is. Belongs to the shh loop.
 */
final class AdaptedRequirement {

  /** Ours, as the following: above, more work is asked for. */
  static final double RAISED_ABOVE = 0.7;

  /** Below, less. */
  static final double LOWERED_BELOW = 0.5;

  /**
   * Longer than {@link Interest#GRACE} takes to make an end of what was allowed before, so that the
   * effect of a step is seen before the next.
   */
  static final Duration STEP_INTERVAL = Duration.ofSeconds(15);

  /** A step doubles the work. */
  private static final double STEP = 2;

  /**
   * A thousand times what was chosen; a pool that is full all the same evicts what is worth least.
   */
  static final int MAX_STEPS = 10;

  private boolean adapts;
  private double chosen;
  private int steps;
  private @Nullable Moment lastStep;

  /**
   * @param chosen by the operator; of 0 nothing is ever asked
   * @param adapts whether it may be raised
   */
  AdaptedRequirement(double chosen, boolean adapts) {
    this.chosen = chosen;
    this.adapts = adapts;
  }

  /** What the operator chose. */
  double chosen() {
    return chosen;
  }

  /** Another choice of the operator's, which is kept to from now on. */
  void choose(double minPow) {
    chosen = minPow;
    adapts = false;
    steps = 0;
  }

  /**
   * What is to be asked for.
   *
   * @param fill the part of the pool that is taken, from 0 to 1
   */
  double at(double fill, Moment now) {
    boolean isTime = lastStep == null || now.isAfter(lastStep, STEP_INTERVAL);
    if (adapts && isTime && fill > RAISED_ABOVE && steps < MAX_STEPS) {
      steps++;
      lastStep = now;
    } else if (isTime && fill < LOWERED_BELOW && steps > 0) {
      steps--;
      lastStep = now;
    }
    return chosen * Math.pow(STEP, steps);
  }
}

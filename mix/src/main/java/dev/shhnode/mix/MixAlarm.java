// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

/** A sign that somebody works against this node. Each is explained in docs/mix.md. */
public enum MixAlarm {
  /**
   * Three loops in a row have not come back: mixes are down, or somebody holds packets back to find
   * out where a single one goes.
   */
  LOOPS_LOST,
  /**
   * For a sixth of an epoch most peers have known other mixes than this node: somebody may show it
   * a network of its own.
   */
  VIEWS_DIFFER
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import dev.shhnode.mix.sphinx.Geometry;
import java.time.Duration;

/**
 * What all nodes of a mix network have in common. Nodes that differ in it do not speak with each
 * other.
 *
 * @param id tells networks apart, an unsigned number of 32 bits
 * @param epoch how long a key of a mix is used
 * @param proofBits leading zero bits of the proof of work of a descriptor
 * @param maxActive of the mixes that there are, about so many take part in an epoch
 * @param geometry the lengths of the parts of a packet
 */
public record MixNetwork(long id, Duration epoch, int proofBits, int maxActive, Geometry geometry) {

  private static final int MAX_PROOF_BITS = 30;

  /** The network that nodes are in unless they are told otherwise. */
  public static final MixNetwork MAIN =
      new MixNetwork(1, Duration.ofHours(1), 16, 120, Geometry.MIX1);

  public MixNetwork {
    if (id < 0 || id >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException("the network is " + id + ", expected 32 bits");
    }
    if (epoch.compareTo(Duration.ofSeconds(10)) < 0) {
      throw new IllegalArgumentException("the epoch is " + epoch + ", expected 10 seconds or more");
    }
    if (proofBits < 0 || proofBits > MAX_PROOF_BITS) {
      throw new IllegalArgumentException("the proof is " + proofBits + " bits, expected 0 to 30");
    }
    if (maxActive < 3) {
      throw new IllegalArgumentException("active mixes are " + maxActive + ", expected 3 or more");
    }
  }

  /** The epoch of a moment, counted from 1970. */
  public long epochAt(long unixSeconds) {
    return unixSeconds / epoch.toSeconds();
  }

  /** When an epoch begins, in seconds since 1970. */
  public long startOf(long epochNumber) {
    return epochNumber * epoch.toSeconds();
  }

  /**
   * How long before its epoch and after it a key is accepted, so that packets on their way and
   * clocks that are a little wrong do no harm: ten minutes of an hour.
   */
  public long toleranceSeconds() {
    return epoch.toSeconds() / 6;
  }
}

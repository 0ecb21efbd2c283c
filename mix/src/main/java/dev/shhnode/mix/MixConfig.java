// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import java.util.Set;

/**
 * How this node takes part in a mix network.
 *
 * @param network which
 * @param roles what it does for others; none if it only sends
 * @param profile how much it sends by itself
 * @param hops mixes on the path of a post that names no other number, and of cover; 1 to 3
 * @param minWitnesses a mix is used once so many peers have told of it
 * @param minAgeEpochs a mix is used once it has been known for so many changes of the epoch
 * @param minPow least proof of work of what this node floods as an exit, as its descriptor says
 */
public record MixConfig(
    MixNetwork network,
    Set<MixRole> roles,
    TrafficProfile profile,
    int hops,
    int minWitnesses,
    int minAgeEpochs,
    double minPow) {

  /** Most mixes on a path. */
  public static final int MAX_HOPS = 3;

  public MixConfig {
    roles = Set.copyOf(roles);
    if (hops < 1 || hops > MAX_HOPS) {
      throw new IllegalArgumentException("hops are " + hops + ", expected 1 to " + MAX_HOPS);
    }
    if (minWitnesses < 1 || minAgeEpochs < 0) {
      throw new IllegalArgumentException("witnesses are at least 1, epochs at least 0");
    }
  }
}

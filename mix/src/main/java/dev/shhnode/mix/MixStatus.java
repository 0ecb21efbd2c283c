// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix;

import java.util.List;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The state of a node of a mix network.
 *
 * @param config as it was started
 * @param epoch number of the present epoch
 * @param known mixes heard of
 * @param usable those that may be on a path in this epoch
 * @param layers sizes of the layers; empty while there are too few mixes for layers
 * @param links nodes with which packets can be exchanged
 * @param viewDigest of the mixes active in this epoch
 * @param posts that have not been heard back
 * @param poolPackets packets that wait in this mix
 * @param capacity packets a second that this node says it can mix
 * @param alarms that hold at present
 */
public record MixStatus(
    MixConfig config,
    long epoch,
    int known,
    int usable,
    List<Integer> layers,
    int links,
    Bytes32 viewDigest,
    int posts,
    int poolPackets,
    long capacity,
    Set<MixAlarm> alarms) {

  public MixStatus {
    layers = List.copyOf(layers);
    alarms = Set.copyOf(alarms);
  }
}

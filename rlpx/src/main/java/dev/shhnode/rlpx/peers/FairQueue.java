// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has come from networks and may have to go again: the oldest of the network that has most of
 * it goes first, so that one network which brings much drives out its own. Not thread-safe.
 *
 * @param <T> compared by {@code equals}
 */
public final class FairQueue<T> {

  /** By network, and when each came; in each network the oldest is first. */
  private final Map<Network, Map<T, Long>> arrivals = new LinkedHashMap<>();

  private long added;
  private int size;

  /** Adds something that is not in here, as the newest. */
  public void add(T newest, Network network) {
    arrivals.computeIfAbsent(network, first -> new LinkedHashMap<>()).put(newest, added++);
    size++;
  }

  /**
   * Takes something out.
   *
   * @param network with which it was added
   * @return whether it was in here
   */
  public boolean remove(T any, Network network) {
    @Nullable Map<T, Long> ofNetwork = arrivals.get(network);
    if (ofNetwork == null || ofNetwork.remove(any) == null) {
      return false;
    }
    size--;
    if (ofNetwork.isEmpty()) {
      arrivals.remove(network);
    }
    return true;
  }

  /**
   * Takes out the oldest of the network that has most; of several with as many, the oldest of all.
   * Looks at each network once.
   *
   * @return empty if there is nothing
   */
  public Optional<T> poll() {
    Optional<Map.Entry<Network, Map<T, Long>>> largest =
        arrivals.entrySet().stream()
            .reduce((a, b) -> goesBefore(b.getValue(), a.getValue()) ? b : a);
    return largest.map(
        network -> {
          T oldest = network.getValue().keySet().iterator().next();
          remove(oldest, network.getKey());
          return oldest;
        });
  }

  private static <T> boolean goesBefore(Map<T, Long> a, Map<T, Long> b) {
    return a.size() == b.size()
        ? a.values().iterator().next() < b.values().iterator().next()
        : a.size() > b.size();
  }

  public int size() {
    return size;
  }
}

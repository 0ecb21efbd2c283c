// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Something for each of many addresses; of too many, what has not been asked for longest is
 * forgotten. Confined to its owner's lock.
 */
final class RecentlyUsed<K, V> {

  private final Map<K, V> values;

  RecentlyUsed(int max) {
    this.values =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
          }
        };
  }

  V get(K key, Supplier<V> first) {
    return values.computeIfAbsent(key, added -> first.get());
  }

  int size() {
    return values.size();
  }
}

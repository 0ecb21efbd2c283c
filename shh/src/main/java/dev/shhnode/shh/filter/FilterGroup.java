// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.shh.DecryptionKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The filters that name the same topic, or none, by their keys. Most envelopes are taken by all of
 * them or by none, and cost nothing per filter as long as the filters stay the same. Belongs to the
 * shh loop.
 */
final class FilterGroup {

  private final Map<DecryptionKey, Set<Filter>> byKey = new HashMap<>();

  /** The keys of all, until the filters change. */
  private @Nullable List<DecryptionKey> allKeys;

  /** Work that is enough for all; for one of them. */
  private double enoughPow;

  private double leastPow;

  /** Whether all take what comes from a trusted peer for us alone. */
  private boolean allTakeDirect = true;

  void add(Filter filter) {
    byKey.merge(filter.criteria().key(), Set.of(filter), FilterGroup::union);
    allKeys = null;
  }

  void remove(Filter filter) {
    byKey.computeIfPresent(
        filter.criteria().key(),
        (key, filters) -> {
          if (filters.size() == 1) {
            return filters.contains(filter) ? null : filters;
          }
          filters.remove(filter);
          return filters;
        });
    allKeys = null;
  }

  /** Most keys have one filter, whose set takes little and cannot be added to. */
  private static Set<Filter> union(Set<Filter> some, Set<Filter> more) {
    Set<Filter> all = some.size() == 1 ? new LinkedHashSet<>(some) : some;
    all.addAll(more);
    return all;
  }

  boolean isEmpty() {
    return byKey.isEmpty();
  }

  int keyCount() {
    return byKey.size();
  }

  /** The filters with a key, in the order in which they were added; changes with this group. */
  Set<Filter> readers(DecryptionKey key) {
    return byKey.getOrDefault(key, Set.of());
  }

  /** Whether one of them would take an envelope that it can open. */
  boolean admits(double pow, boolean direct) {
    if (allKeys == null) {
      gather();
    }
    if (!direct || pow < leastPow) {
      return pow >= leastPow;
    }
    for (Set<Filter> filters : byKey.values()) {
      if (admits(filters, pow, direct)) {
        return true;
      }
    }
    return false;
  }

  /** The keys of those that would take an envelope that they can open. */
  List<DecryptionKey> keys(double pow, boolean direct) {
    List<DecryptionKey> all = allKeys == null ? gather() : allKeys;
    if (pow >= enoughPow && (!direct || allTakeDirect)) {
      return all;
    }
    return all.stream().filter(key -> admits(readers(key), pow, direct)).toList();
  }

  private List<DecryptionKey> gather() {
    enoughPow = Double.NEGATIVE_INFINITY;
    leastPow = Double.POSITIVE_INFINITY;
    allTakeDirect = true;
    for (Set<Filter> filters : byKey.values()) {
      for (Filter filter : filters) {
        enoughPow = Math.max(enoughPow, filter.criteria().minPow());
        leastPow = Math.min(leastPow, filter.criteria().minPow());
        allTakeDirect &= filter.criteria().allowP2p();
      }
    }
    List<DecryptionKey> all = List.copyOf(byKey.keySet());
    allKeys = all;
    return all;
  }

  private static boolean admits(Set<Filter> filters, double pow, boolean direct) {
    for (Filter filter : filters) {
      if (filter.admits(pow, direct)) {
        return true;
      }
    }
    return false;
  }
}

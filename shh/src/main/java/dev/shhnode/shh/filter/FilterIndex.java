// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.ShhException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The filters, found by topic. What an envelope costs depends on the filters that want its topic,
 * not on how many there are. Belongs to the shh loop.
 */
public final class FilterIndex {

  private final FilterCapacity capacity;
  private final Map<String, Filter> byId = new HashMap<>();
  private final Map<TopicPrefix, FilterGroup> byPrefix = new HashMap<>();
  private final FilterGroup anyTopic = new FilterGroup();
  private final int[] prefixesOfLength = new int[Topic.SIZE + 1];
  private final CountingBloom bloom = new CountingBloom();
  private long nextSerial;

  /**
   * @param capacity shared with the filters of other versions
   */
  public FilterIndex(FilterCapacity capacity) {
    this.capacity = capacity;
  }

  public void add(Filter filter) throws ShhException {
    capacity.take(filter.topics().size());
    filter.installed(nextSerial++);
    byId.put(filter.id(), filter);
    bloom.add(bloomOf(filter));
    if (filter.topics().isEmpty()) {
      anyTopic.add(filter);
    }
    for (TopicPrefix prefix : filter.topics()) {
      byPrefix.computeIfAbsent(prefix, p -> new FilterGroup()).add(filter);
      prefixesOfLength[prefix.length()]++;
    }
  }

  /** How many filters have ever been installed, and so the serial number of the next. */
  long nextSerial() {
    return nextSerial;
  }

  public Optional<Filter> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Takes a filter out and drops what waits in it; empty if there is none of this id. */
  public Optional<Filter> remove(String id) {
    Filter filter = byId.remove(id);
    if (filter == null) {
      return Optional.empty();
    }
    filter.removed();
    capacity.giveBack(filter.topics().size());
    bloom.remove(bloomOf(filter));
    if (filter.topics().isEmpty()) {
      anyTopic.remove(filter);
    }
    for (TopicPrefix prefix : filter.topics()) {
      byPrefix.computeIfPresent(
          prefix,
          (p, filters) -> {
            filters.remove(filter);
            return filters.isEmpty() ? null : filters;
          });
      prefixesOfLength[prefix.length()]--;
    }
    return Optional.of(filter);
  }

  /** Whether one of the filters that want {@code topic} would take an envelope of this work. */
  boolean isWanted(Topic topic, double pow, boolean direct) {
    for (FilterGroup group : groups(topic)) {
      if (group.admits(pow, direct)) {
        return true;
      }
    }
    return false;
  }

  /** How many keys the filters that want {@code topic} have at most. */
  int keysAtMost(Topic topic) {
    return groups(topic).stream().mapToInt(FilterGroup::keyCount).sum();
  }

  /** The keys of the filters that want {@code topic} and would take this work, each once. */
  List<DecryptionKey> keys(Topic topic, double pow, boolean direct) {
    List<FilterGroup> groups = groups(topic);
    if (groups.size() == 1) {
      return groups.get(0).keys(pow, direct);
    }
    Set<DecryptionKey> keys = new LinkedHashSet<>();
    groups.forEach(group -> keys.addAll(group.keys(pow, direct)));
    return List.copyOf(keys);
  }

  /** The filters with a key that want {@code topic}. */
  List<Filter> readers(Topic topic, DecryptionKey key) {
    List<Filter> readers = new ArrayList<>();
    groups(topic).forEach(group -> readers.addAll(group.readers(key)));
    // A filter that names both a topic and a prefix of it stands in two groups.
    return readers.stream().distinct().toList();
  }

  /** The filters that want {@code topic}, by how much of it they name. */
  private List<FilterGroup> groups(Topic topic) {
    List<FilterGroup> groups = new ArrayList<>(Topic.SIZE + 1);
    if (!anyTopic.isEmpty()) {
      groups.add(anyTopic);
    }
    for (int length = 1; length <= Topic.SIZE; length++) {
      if (prefixesOfLength[length] > 0) {
        FilterGroup group = byPrefix.get(TopicPrefix.of(topic, length));
        if (group != null) {
          groups.add(group);
        }
      }
    }
    return groups;
  }

  /** The topics that filters name, together. */
  public BloomFilter bloom() {
    return bloom.union();
  }

  /** Whether a filter names no topic, and so takes any. */
  public boolean wantsAnyTopic() {
    return !anyTopic.isEmpty();
  }

  private static BloomFilter bloomOf(Filter filter) {
    BloomFilter union = BloomFilter.EMPTY;
    for (TopicPrefix prefix : filter.topics()) {
      union = union.union(BloomFilter.ofPrefix(prefix));
    }
    return union;
  }
}

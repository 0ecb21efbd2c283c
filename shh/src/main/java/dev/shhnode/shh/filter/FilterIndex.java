// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.BloomFilter;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.runtime.HeapShare;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.Failure;
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

  /** What a filter takes, and a topic in the index. */
  private static final int FILTER_BYTES = 700;

  private static final int TOPIC_BYTES = 300;

  /**
   * Ours, polled filters and subscriptions together: a DApp server with a channel per user fits.
   * Fewer on a small heap, as the following.
   */
  public static final int MAX_FILTERS =
      (int) Math.min(20_000, HeapShare.FILTERS.ofThisHeap() / FILTER_BYTES);

  /** Ours, of one filter: installing so many takes a millisecond or two of the loop. */
  public static final int MAX_TOPICS_OF_FILTER = 4_096;

  /** Ours, of all filters together. */
  public static final int MAX_TOPICS =
      (int) Math.min(131_072, HeapShare.TOPICS.ofThisHeap() / TOPIC_BYTES);

  private final Map<String, Filter> byId = new HashMap<>();
  private final Map<TopicPrefix, FilterGroup> byPrefix = new HashMap<>();
  private final FilterGroup anyTopic = new FilterGroup();
  private final int[] prefixesOfLength = new int[Topic.SIZE + 1];
  private final CountingBloom bloom = new CountingBloom();
  private int topics;
  private long nextSerial;

  public void add(Filter filter) throws ShhException {
    if (byId.size() >= MAX_FILTERS) {
      throw new ShhException(new Failure.TooManyFilters(MAX_FILTERS));
    }
    checkTopics(filter);
    filter.installed(nextSerial++);
    byId.put(filter.id(), filter);
    topics += filter.topics().size();
    bloom.add(bloomOf(filter));
    if (filter.topics().isEmpty()) {
      anyTopic.add(filter);
    }
    for (TopicPrefix prefix : filter.topics()) {
      byPrefix.computeIfAbsent(prefix, p -> new FilterGroup()).add(filter);
      prefixesOfLength[prefix.length()]++;
    }
  }

  private void checkTopics(Filter filter) throws ShhException {
    int count = filter.topics().size();
    if (count > MAX_TOPICS_OF_FILTER) {
      throw new ShhException(new Failure.FilterTooLarge(count, MAX_TOPICS_OF_FILTER));
    }
    if (topics + count > MAX_TOPICS) {
      throw new ShhException(new Failure.TooManyTopics(topics, MAX_TOPICS));
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
    topics -= filter.topics().size();
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

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
import java.util.function.Predicate;

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
  private final Map<TopicPrefix, Map<DecryptionKey, List<Filter>>> byPrefix = new HashMap<>();
  private final Map<DecryptionKey, List<Filter>> anyTopic = new HashMap<>();
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
      insert(anyTopic, filter);
    }
    for (TopicPrefix prefix : filter.topics()) {
      insert(byPrefix.computeIfAbsent(prefix, p -> new HashMap<>()), filter);
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
      withdraw(anyTopic, filter);
    }
    for (TopicPrefix prefix : filter.topics()) {
      byPrefix.computeIfPresent(
          prefix,
          (p, filters) -> {
            withdraw(filters, filter);
            return filters.isEmpty() ? null : filters;
          });
      prefixesOfLength[prefix.length()]--;
    }
    return Optional.of(filter);
  }

  /** Whether one of the filters that want {@code topic} is {@code good}. */
  boolean isWanted(Topic topic, Predicate<Filter> good) {
    return groups(topic).stream()
        .flatMap(byKey -> byKey.values().stream())
        .anyMatch(filters -> filters.stream().anyMatch(good));
  }

  /** How many keys the filters that want {@code topic} have at most. */
  int keysAtMost(Topic topic) {
    return groups(topic).stream().mapToInt(Map::size).sum();
  }

  /** The keys of {@code good} filters that want {@code topic}, each once. */
  List<DecryptionKey> keys(Topic topic, Predicate<Filter> good) {
    Set<DecryptionKey> keys = new LinkedHashSet<>();
    for (Map<DecryptionKey, List<Filter>> byKey : groups(topic)) {
      byKey.forEach(
          (key, filters) -> {
            if (filters.stream().anyMatch(good)) {
              keys.add(key);
            }
          });
    }
    return List.copyOf(keys);
  }

  /** The filters with a key that want {@code topic}. */
  List<Filter> readers(Topic topic, DecryptionKey key) {
    List<Filter> readers = new ArrayList<>();
    groups(topic).forEach(byKey -> readers.addAll(byKey.getOrDefault(key, List.of())));
    // A filter that names both a topic and a prefix of it stands in two groups.
    return readers.stream().distinct().toList();
  }

  /** The filters that want {@code topic}, by how much of it they name, and then by their keys. */
  private List<Map<DecryptionKey, List<Filter>>> groups(Topic topic) {
    List<Map<DecryptionKey, List<Filter>>> groups = new ArrayList<>();
    groups.add(anyTopic);
    for (int length = 1; length <= Topic.SIZE; length++) {
      if (prefixesOfLength[length] > 0) {
        groups.add(byPrefix.getOrDefault(TopicPrefix.of(topic, length), Map.of()));
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

  /** Lists are replaced, never changed: an opening under way still reads the one it was given. */
  private static void insert(Map<DecryptionKey, List<Filter>> filters, Filter filter) {
    filters.merge(filter.criteria().key(), List.of(filter), FilterIndex::concatenate);
  }

  private static void withdraw(Map<DecryptionKey, List<Filter>> filters, Filter filter) {
    filters.computeIfPresent(
        filter.criteria().key(),
        (key, list) -> {
          List<Filter> rest = list.stream().filter(other -> other != filter).toList();
          return rest.isEmpty() ? null : rest;
        });
  }

  private static List<Filter> concatenate(List<Filter> some, List<Filter> more) {
    List<Filter> all = new ArrayList<>(some.size() + more.size());
    all.addAll(some);
    all.addAll(more);
    return all;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Filters on {@code shh/2} messages. They are found by the first position at which they want
 * something, so that a message costs the filters that want its topics. Belongs to the shh loop.
 */
final class ClassicFilters {

  /** Ours: messages that wait for one filter; above, it loses its oldest. */
  private static final int MAX_WAITING = 1_024;

  private record Place(int position, Topic topic) {}

  private static final class Filter {
    final ClassicCriteria criteria;
    final Deque<ClassicMessage> fresh = new ArrayDeque<>();

    Filter(ClassicCriteria criteria) {
      this.criteria = criteria;
    }
  }

  private final Map<Long, Filter> byId = new HashMap<>();
  private final Map<Place, List<Filter>> byPlace = new HashMap<>();
  private final List<Filter> ofAnyTopic = new ArrayList<>();
  private long nextId;

  /** Installs a filter and returns its id, counted from 0 as geth does. */
  long add(ClassicCriteria criteria) throws ShhException {
    if (byId.size() >= FilterIndex.MAX_FILTERS) {
      throw new ShhException("too many filters: delete some of the " + FilterIndex.MAX_FILTERS);
    }
    Filter filter = new Filter(criteria);
    byId.put(nextId, filter);
    if (criteria.firstWanted().isEmpty()) {
      ofAnyTopic.add(filter);
    }
    for (Place place : places(criteria)) {
      byPlace.computeIfAbsent(place, p -> new ArrayList<>(1)).add(filter);
    }
    return nextId++;
  }

  /** Takes a filter out; false if there is none of this id. */
  boolean remove(long id) {
    Filter filter = byId.remove(id);
    if (filter == null) {
      return false;
    }
    ofAnyTopic.remove(filter);
    for (Place place : places(filter.criteria)) {
      byPlace.computeIfPresent(
          place,
          (p, filters) -> {
            filters.remove(filter);
            return filters.isEmpty() ? null : filters;
          });
    }
    return true;
  }

  private static List<Place> places(ClassicCriteria criteria) {
    if (criteria.firstWanted().isEmpty()) {
      return List.of();
    }
    int position = criteria.firstWanted().getAsInt();
    Set<Topic> wanted = criteria.topics().get(position);
    return wanted.stream().map(topic -> new Place(position, topic)).toList();
  }

  Optional<ClassicCriteria> criteria(long id) {
    return Optional.ofNullable(byId.get(id)).map(filter -> filter.criteria);
  }

  void deliver(ClassicMessage message) {
    deliver(message, ofAnyTopic);
    for (int i = 0; i < message.topics().size(); i++) {
      deliver(message, byPlace.getOrDefault(new Place(i, message.topics().get(i)), List.of()));
    }
  }

  private static void deliver(ClassicMessage message, List<Filter> candidates) {
    for (Filter filter : candidates) {
      if (filter.criteria.matches(message)) {
        if (filter.fresh.size() == MAX_WAITING) {
          filter.fresh.removeFirst();
        }
        filter.fresh.addLast(message);
      }
    }
  }

  /** What came to a filter since it was last asked. */
  List<ClassicMessage> poll(long id) {
    Filter filter = byId.get(id);
    if (filter == null) {
      return List.of();
    }
    List<ClassicMessage> messages = List.copyOf(filter.fresh);
    filter.fresh.clear();
    return messages;
  }
}

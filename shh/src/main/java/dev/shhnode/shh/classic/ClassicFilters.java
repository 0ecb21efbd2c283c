// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.classic;

import dev.shhnode.envelope.Topic;
import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicMessage;
import dev.shhnode.shh.FilterStatus;
import dev.shhnode.shh.ShhException;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.Filter;
import dev.shhnode.shh.filter.FilterCapacity;
import dev.shhnode.shh.filter.MessageBudget;
import dev.shhnode.shh.filter.MessageBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Filters on {@code shh/2} messages. They are found by the first position at which they want
 * something, so that a message costs the filters that want its topics. What waits in them is
 * charged to the same budget as in filters of the later versions. Belongs to the shh loop.
 */
public final class ClassicFilters {

  private record Place(int position, Topic topic) {}

  private record Installed(ClassicCriteria criteria, MessageBuffer<ClassicMessage> fresh) {}

  private final DeliveryTurns turns;
  private final FilterCapacity capacity;
  private final MessageBudget budget;
  private final Map<Long, Installed> byId = new HashMap<>();
  private final Map<Place, List<Installed>> byPlace = new HashMap<>();
  private final List<Installed> ofAnyTopic = new ArrayList<>();
  private long nextId;

  /**
   * @param turns by which filters get messages
   * @param capacity shared with the filters of later versions
   * @param budget for what waits in them
   */
  public ClassicFilters(DeliveryTurns turns, FilterCapacity capacity, MessageBudget budget) {
    this.turns = turns;
    this.capacity = capacity;
    this.budget = budget;
  }

  /** Installs a filter and returns its id, counted from 0 as geth does. */
  public long add(ClassicCriteria criteria) throws ShhException {
    capacity.take(criteria.topicCount());
    Installed filter =
        new Installed(criteria, new MessageBuffer<>(budget, ClassicMessage::costBytes));
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
  public boolean remove(long id) {
    Installed filter = byId.remove(id);
    if (filter == null) {
      return false;
    }
    capacity.giveBack(filter.criteria.topicCount());
    filter.fresh.close();
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

  /**
   * Brings a message to the filters that want it.
   *
   * @param source who brought it here
   */
  public void deliver(ClassicMessage message, Source source) {
    List<Installed> readers = new ArrayList<>();
    addReaders(message, ofAnyTopic, readers);
    for (int i = 0; i < message.topics().size(); i++) {
      addReaders(
          message, byPlace.getOrDefault(new Place(i, message.topics().get(i)), List.of()), readers);
    }
    turns.deliver(source, readers, message.costBytes(), filter -> filter.fresh.add(message));
  }

  private static void addReaders(
      ClassicMessage message, List<Installed> candidates, List<Installed> readers) {
    candidates.stream().filter(filter -> filter.criteria.matches(message)).forEach(readers::add);
  }

  /**
   * What came to a filter since it was last asked, the oldest first and up to {@link
   * Filter#MAX_POLLED_BYTES}; none for an unknown id.
   */
  public List<ClassicMessage> poll(long id) {
    return take(id, Filter.MAX_POLLED_BYTES);
  }

  /** All that came to a filter since it was last asked; none for an unknown id. */
  public List<ClassicMessage> takeAll(long id) {
    return take(id, Long.MAX_VALUE);
  }

  /** What waits in a filter to be polled, and what it has lost; empty for an unknown id. */
  public Optional<FilterStatus> status(long id) {
    return Optional.ofNullable(byId.get(id)).map(filter -> filter.fresh.status());
  }

  private List<ClassicMessage> take(long id, long maxBytes) {
    Installed filter = byId.get(id);
    return filter == null ? List.of() : filter.fresh.take(maxBytes);
  }

  /** Messages of a poll whose answer was lost: the next poll begins with them. */
  public void putBack(long id, List<ClassicMessage> polled) {
    Installed filter = byId.get(id);
    if (filter != null) {
      filter.fresh.putBack(polled);
    }
  }
}

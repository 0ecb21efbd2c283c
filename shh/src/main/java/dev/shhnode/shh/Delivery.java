// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import java.util.List;
import java.util.Map;

/** Brings envelopes to the filters that can open them. Belongs to the shh loop. */
final class Delivery {

  /** Of the memory for messages that wait, what may be spent on remembering which came. */
  private static final int REMEMBERED_SHARE = 8;

  private final FilterIndex filters = new FilterIndex();
  private final MessageBudget budget;
  private final DeliveredMessages delivered;
  private final MessageOpening opening;

  Delivery(MessageOpening opening, long maxBufferedBytes) {
    this.opening = opening;
    this.budget = new MessageBudget(maxBufferedBytes);
    this.delivered = new DeliveredMessages(maxBufferedBytes / REMEMBERED_SHARE);
  }

  FilterIndex filters() {
    return filters;
  }

  MessageBudget budget() {
    return budget;
  }

  DeliveredMessages delivered() {
    return delivered;
  }

  /**
   * Offers a v5 or v6 envelope.
   *
   * @param direct whether it came from a trusted peer for us alone
   */
  void match(Envelope envelope, double pow, boolean direct) {
    Map<DecryptionKey, List<Filter>> candidates = filters.candidates(envelope.topic());
    candidates.values().removeIf(group -> group.stream().noneMatch(f -> f.admits(pow, direct)));
    if (candidates.isEmpty()) {
      return;
    }
    // Filters that come while it is being opened are not among the candidates.
    Arrival arrival =
        new Arrival(envelope.version(), envelope.topic(), pow, direct, filters.nextSerial());
    opening.open(
        envelope,
        candidates.keySet(),
        (key, content) ->
            deliver(envelope, content, arrival, candidates.getOrDefault(key, List.of())));
  }

  private void deliver(
      Envelope envelope, MessageContent content, Arrival arrival, List<Filter> readers) {
    DeliveredMessages.Reception reception =
        delivered.receive(MessageIdentity.of(envelope, content), arrival);
    for (Filter filter : readers) {
      if (filter.admits(arrival.pow(), arrival.direct())
          && filter.wantsSignerOf(content)
          && reception.isNewFor(filter)) {
        filter.deliver(envelope, content, arrival.pow());
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ReceivedMessage;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import java.util.List;

/** Brings envelopes to the filters that can open them. Belongs to the shh loop. */
public final class Delivery {

  /** Of the memory for messages that wait, what may be spent on remembering which came. */
  private static final int REMEMBERED_SHARE = 8;

  private final ShhListener listener;
  private final FilterIndex filters;
  private final MessageBudget budget;
  private final DeliveredMessages delivered;
  private final MessageOpening opening;
  private final DeliveryTurns turns;

  public Delivery(
      MessageOpening opening,
      DeliveryTurns turns,
      FilterCapacity capacity,
      long maxBufferedBytes,
      ShhListener listener) {
    this.listener = listener;
    this.filters = new FilterIndex(capacity);
    this.opening = opening;
    this.turns = turns;
    this.budget = new MessageBudget(maxBufferedBytes, listener);
    this.delivered = new DeliveredMessages(maxBufferedBytes / REMEMBERED_SHARE, listener);
  }

  public FilterIndex filters() {
    return filters;
  }

  public MessageBudget budget() {
    return budget;
  }

  public DeliveredMessages delivered() {
    return delivered;
  }

  /**
   * Offers a v5 or v6 envelope.
   *
   * @param source who brought it
   * @param direct whether it came from a trusted peer for us alone
   */
  public void match(Envelope envelope, Source source, double pow, boolean direct) {
    Topic topic = envelope.topic();
    if (!filters.isWanted(topic, pow, direct)) {
      return;
    }
    Arrival arrival = new Arrival(envelope.version(), topic, pow, direct, filters.nextSerial());
    opening.open(
        envelope,
        source,
        keysOf(topic, pow, direct),
        (key, content) ->
            deliver(
                ReceivedMessage.of(envelope, key, content, pow),
                source,
                delivered.receive(MessageIdentity.of(envelope, content), arrival),
                filters.readers(topic, key)));
  }

  private CandidateKeys keysOf(Topic topic, double pow, boolean direct) {
    return new CandidateKeys() {
      @Override
      public int atMost() {
        return filters.keysAtMost(topic);
      }

      @Override
      public List<DecryptionKey> now() {
        return filters.keys(topic, pow, direct);
      }
    };
  }

  /** Filters that were installed while the envelope was being opened do not get it. */
  private void deliver(
      ReceivedMessage message,
      Source source,
      DeliveredMessages.Reception reception,
      List<Filter> readers) {
    List<Filter> takers =
        readers.stream()
            .filter(reception.arrival()::wasOfferedTo)
            .filter(filter -> filter.wantsSignerOf(message))
            .toList();
    turns.deliver(
        source,
        takers,
        message.costBytes(),
        filter -> {
          if (reception.isNewFor(filter)) {
            filter.deliver(message);
          } else {
            listener.onDropped(DropReason.DELIVERED_BEFORE, 1);
          }
        });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A DApp's interest in some messages, with those that wait for it or the listener that gets them.
 * Belongs to the shh loop.
 */
final class Filter {

  private final String id;
  private final FilterCriteria criteria;
  private final MessageBudget budget;
  private final @Nullable Consumer<ReceivedMessage> listener;
  private final DeliveredMessages delivered = new DeliveredMessages();
  private final Deque<ReceivedMessage> waiting = new ArrayDeque<>();
  private long waitingBytes;

  /** A filter that is polled. */
  Filter(String id, FilterCriteria criteria, MessageBudget budget) {
    this(id, criteria, budget, null);
  }

  /** A filter whose messages go to {@code listener} at once. */
  Filter(
      String id,
      FilterCriteria criteria,
      MessageBudget budget,
      @Nullable Consumer<ReceivedMessage> listener) {
    this.id = id;
    this.criteria = criteria;
    this.budget = budget;
    this.listener = listener;
  }

  String id() {
    return id;
  }

  FilterCriteria criteria() {
    return criteria;
  }

  long waitingBytes() {
    return waitingBytes;
  }

  /** Whether an envelope that can be opened would be taken, as far as its outside tells. */
  boolean admits(double pow, boolean direct) {
    return pow >= criteria.minPow() && (!direct || criteria.allowP2p());
  }

  /** Takes an opened envelope, unless the signer is another or the message came before. */
  void offer(Envelope envelope, MessageContent content, MessageIdentity identity, double pow) {
    if (criteria.signer().isPresent() && !criteria.signer().equals(content.signer())) {
      return;
    }
    if (!delivered.add(identity)) {
      return;
    }
    deliver(
        new ReceivedMessage(
            content.signer(),
            criteria.key().recipient(),
            envelope.ttl(),
            envelope.sent(),
            envelope.topic(),
            content.payload(),
            content.padding(),
            pow,
            envelope.hash()));
  }

  private void deliver(ReceivedMessage message) {
    if (listener != null) {
      listener.accept(message);
      return;
    }
    budget.charge(this, message.costBytes());
    waiting.addLast(message);
    waitingBytes += message.costBytes();
  }

  /** All that waits, which does so no longer. */
  List<ReceivedMessage> poll() {
    List<ReceivedMessage> messages = new ArrayList<>(waiting);
    discardAll();
    return messages;
  }

  void discardAll() {
    long held = waitingBytes;
    waiting.clear();
    waitingBytes = 0;
    budget.release(this, held);
  }

  /** Loses the oldest waiting message; there is one. */
  void discardOldest() {
    int cost = waiting.removeFirst().costBytes();
    waitingBytes -= cost;
    budget.release(this, cost);
  }
}

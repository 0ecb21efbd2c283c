// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * A DApp's interest in some messages, with those that wait for it or the listener that gets them.
 * Belongs to the shh loop.
 *
 * <p>A message comes once per Keccak-256 of an envelope's data: the header is not authenticated, so
 * a stranger can seal old data anew (defect D12), and a poster may seal the same data for both
 * proof-of-work rules.
 */
final class Filter {

  /** Ours: how many delivered messages a filter remembers so as not to deliver them again. */
  private static final int MAX_REMEMBERED = 4_096;

  private final String id;
  private final FilterCriteria criteria;
  private final MessageBudget budget;
  private final @Nullable Consumer<ReceivedMessage> listener;
  private final Set<Bytes32> delivered = new LinkedHashSet<>();
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
  void offer(Envelope envelope, MessageContent content, double pow) {
    if (criteria.signer().isPresent() && !criteria.signer().equals(content.signer())) {
      return;
    }
    if (!delivered.add(envelope.dataHash())) {
      return;
    }
    if (delivered.size() > MAX_REMEMBERED) {
      delivered.remove(delivered.iterator().next());
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

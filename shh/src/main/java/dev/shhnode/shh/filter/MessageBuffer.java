// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.shh.FilterStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Messages that wait for one filter to be polled, the oldest first. What they take of memory is
 * charged to a budget that all buffers share. Belongs to the shh loop.
 *
 * @param <M> a message
 */
public final class MessageBuffer<M> {

  private final MessageBudget budget;
  private final long serial;
  private final ToIntFunction<M> costBytes;
  private final Deque<M> messages = new ArrayDeque<>();
  private long heldBytes;
  private long rank;
  private long dropped;
  private boolean closed;

  /**
   * @param costBytes what a message takes of memory
   */
  public MessageBuffer(MessageBudget budget, ToIntFunction<M> costBytes) {
    this.budget = budget;
    this.serial = budget.newSerial();
    this.costBytes = costBytes;
  }

  /** A number of its own, by which buffers of the same rank are ordered. */
  long serial() {
    return serial;
  }

  /** Its place in the order of the budget, which sets it. */
  long rank() {
    return rank;
  }

  void setRank(long newRank) {
    rank = newRank;
  }

  /** Bytes that its messages are charged. */
  public long heldBytes() {
    return heldBytes;
  }

  /**
   * Adds a message at the end. If the budget is full, one of the buffers loses its oldest message.
   */
  public void add(M message) {
    if (closed) {
      return;
    }
    int cost = costBytes.applyAsInt(message);
    budget.makeRoom(cost);
    messages.addLast(message);
    change(cost);
  }

  /**
   * Takes the oldest messages out for who asks for them.
   *
   * @param maxBytes of their cost; one message is taken whatever its cost
   */
  public List<M> take(long maxBytes) {
    budget.polled(this);
    List<M> taken = new ArrayList<>();
    long cost = 0;
    while (!messages.isEmpty()) {
      cost += costBytes.applyAsInt(messages.getFirst());
      if (cost > maxBytes && !taken.isEmpty()) {
        break;
      }
      taken.add(messages.removeFirst());
    }
    change(-taken.stream().mapToLong(costBytes::applyAsInt).sum());
    return taken;
  }

  /** Puts messages that were taken, and did not reach who asked for them, back to the front. */
  public void putBack(List<M> taken) {
    for (int i = taken.size() - 1; i >= 0 && !closed; i--) {
      M message = taken.get(i);
      int cost = costBytes.applyAsInt(message);
      budget.makeRoom(cost);
      messages.addFirst(message);
      change(cost);
    }
  }

  /** Drops the oldest message; the buffer must not be empty. */
  void discardOldest() {
    change(-costBytes.applyAsInt(messages.removeFirst()));
    dropped++;
  }

  /** What waits, and what has been lost since the buffer was made. */
  public FilterStatus status() {
    return new FilterStatus(messages.size(), dropped);
  }

  /** Forgets its messages and takes no more: its filter is gone, though messages may still come. */
  public void close() {
    closed = true;
    messages.clear();
    change(-heldBytes);
    budget.closed(this);
  }

  private void change(long bytes) {
    heldBytes += bytes;
    budget.changed(this, bytes);
  }
}

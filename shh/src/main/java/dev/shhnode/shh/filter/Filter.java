// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.TopicPrefix;
import dev.shhnode.shh.FilterCriteria;
import dev.shhnode.shh.FilterStatus;
import dev.shhnode.shh.ReceivedMessage;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A DApp's interest in some messages, with those that wait for it or the listener that gets them.
 * Belongs to the shh loop.
 */
public final class Filter {

  /**
   * Ours: messages given out by one poll, by what they are charged. An answer is three times as
   * long, and is to be written and read in one piece; the next poll brings more.
   */
  public static final long MAX_POLLED_BYTES = 4 << 20;

  private final String id;
  private final FilterCriteria criteria;
  private final Set<TopicPrefix> topics;
  private final MessageBuffer<ReceivedMessage> buffer;
  private final @Nullable Consumer<ReceivedMessage> listener;
  private long serial = Long.MAX_VALUE;
  private boolean removed;

  /** A filter that is polled. */
  public Filter(String id, FilterCriteria criteria, MessageBudget budget) {
    this(id, criteria, budget, null);
  }

  /** A filter whose messages go to {@code listener} at once. */
  public Filter(
      String id,
      FilterCriteria criteria,
      MessageBudget budget,
      @Nullable Consumer<ReceivedMessage> listener) {
    this.id = id;
    this.criteria = criteria;
    this.topics = Set.copyOf(criteria.topics());
    this.buffer = new MessageBuffer<>(budget, ReceivedMessage::costBytes);
    this.listener = listener;
  }

  public String id() {
    return id;
  }

  public FilterCriteria criteria() {
    return criteria;
  }

  /** The topics wanted, each once; empty for every topic. */
  Set<TopicPrefix> topics() {
    return topics;
  }

  /**
   * How many filters had been installed before it; {@link Long#MAX_VALUE} until it is installed.
   */
  long serial() {
    return serial;
  }

  /** Messages that come from now on are offered to it. */
  void installed(long newSerial) {
    serial = newSerial;
  }

  /** It is taken out: what waits is dropped, and what is just being opened comes too late. */
  void removed() {
    removed = true;
    buffer.close();
  }

  /** Whether an envelope that can be opened would be taken, as far as its outside tells. */
  boolean admits(double pow, boolean direct) {
    return pow >= criteria.minPow() && (!direct || criteria.allowP2p());
  }

  /** Whether the topic is among those wanted. */
  boolean wants(Topic topic) {
    if (topics.isEmpty()) {
      return true;
    }
    for (int length = 1; length <= Topic.SIZE; length++) {
      if (topics.contains(TopicPrefix.of(topic, length))) {
        return true;
      }
    }
    return false;
  }

  /** Whether messages of this signer, or without one, are taken. */
  boolean wantsSignerOf(ReceivedMessage message) {
    return criteria.signer().isEmpty() || criteria.signer().equals(message.signer());
  }

  /** Takes a message. */
  void deliver(ReceivedMessage message) {
    if (removed) {
      return;
    }
    if (listener != null) {
      listener.accept(message);
    } else {
      buffer.add(message);
    }
  }

  /** What waits to be polled, and what has been lost. */
  public FilterStatus status() {
    return buffer.status();
  }

  /** Takes out the oldest messages that wait, up to {@link #MAX_POLLED_BYTES}. */
  public List<ReceivedMessage> poll() {
    return buffer.take(MAX_POLLED_BYTES);
  }

  /** Messages of a poll whose answer was lost: the next poll begins with them. */
  public void putBack(List<ReceivedMessage> polled) {
    buffer.putBack(polled);
  }
}

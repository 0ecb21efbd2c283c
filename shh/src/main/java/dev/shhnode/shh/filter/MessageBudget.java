// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The memory that messages waiting in filters may take, all filters together. When it is used up
 * the buffer that holds most of it loses its oldest message, where a buffer that is polled may hold
 * several times what one may that nobody asks for: who polls is not harmed by who does not. Most
 * messages cost a few additions, and one in several the logarithm of the number of buffers. Belongs
 * to the shh loop.
 */
public final class MessageBudget {

  /** Ours: a buffer counts as polled for so long after a poll. DApps poll about once a second. */
  static final int ATTENDED_SECONDS = 30;

  /** Ours: for each byte of a buffer that nobody polls, so many of one that is polled. */
  static final int ATTENDED_PRIVILEGE = 16;

  /** Buffers are ordered by steps of the budget's bytes divided by so many. */
  private static final int RANKS = 4_096;

  private final long maxBytes;
  private final ShhListener listener;

  /** Those that hold something. */
  private final TreeSet<MessageBuffer<?>> byRank = new TreeSet<>(MessageBudget::compare);

  /** Buffers that are polled, by the second of their latest poll. */
  private final Map<MessageBuffer<?>, Long> attended = new LinkedHashMap<>();

  private long usedBytes;
  private long nextSerial;
  private long seconds;

  /**
   * @param maxBytes of all messages that wait
   * @param listener told of messages that make room
   */
  public MessageBudget(long maxBytes, ShhListener listener) {
    this.listener = listener;
    this.maxBytes = maxBytes;
  }

  /** Bytes of all buffers. */
  public long usedBytes() {
    return usedBytes;
  }

  /** Another second has passed. */
  public void onSecond() {
    seconds++;
    while (!attended.isEmpty()
        && attended.values().iterator().next() + ATTENDED_SECONDS <= seconds) {
      MessageBuffer<?> neglected = attended.keySet().iterator().next();
      attended.remove(neglected);
      place(neglected);
    }
  }

  /** A number that no other buffer has. */
  long newSerial() {
    return nextSerial++;
  }

  /** Somebody polls a buffer. */
  void polled(MessageBuffer<?> buffer) {
    attended.remove(buffer);
    attended.put(buffer, seconds);
    place(buffer);
  }

  /** A buffer is gone, and holds nothing. */
  void closed(MessageBuffer<?> buffer) {
    attended.remove(buffer);
  }

  /** Takes from the fullest buffers until {@code bytes} fit, or nobody holds anything. */
  void makeRoom(long bytes) {
    while (usedBytes + bytes > maxBytes && !byRank.isEmpty()) {
      byRank.last().discardOldest();
      listener.onDropped(DropReason.UNREAD_MESSAGE, 1);
    }
  }

  /** A buffer holds so many bytes more, or less. */
  void changed(MessageBuffer<?> buffer, long bytes) {
    usedBytes += bytes;
    place(buffer);
  }

  private void place(MessageBuffer<?> buffer) {
    long rank = rankOf(buffer);
    if (rank != buffer.rank()) {
      byRank.remove(buffer);
      buffer.setRank(rank);
      if (rank > 0) {
        byRank.add(buffer);
      }
    }
  }

  private static int compare(MessageBuffer<?> one, MessageBuffer<?> other) {
    int byRank = Long.compare(one.rank(), other.rank());
    return byRank == 0 ? Long.compare(one.serial(), other.serial()) : byRank;
  }

  /** Zero for one that holds nothing. The buffer of the highest rank makes room. */
  private long rankOf(MessageBuffer<?> buffer) {
    long held = buffer.heldBytes();
    if (held == 0) {
      return 0;
    }
    return 1 + (attended.containsKey(buffer) ? held / ATTENDED_PRIVILEGE : held) * RANKS / maxBytes;
  }
}

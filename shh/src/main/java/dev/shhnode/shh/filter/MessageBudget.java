// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * The memory that messages waiting in filters may take, all filters together. When it is used up
 * the buffer that holds most of it loses its oldest message: who polls is not harmed by who does
 * not. A message costs the logarithm of the number of buffers. Belongs to the shh loop.
 */
public final class MessageBudget {

  private final long maxBytes;
  private final ShhListener listener;
  private final TreeSet<MessageBuffer<?>> bySize =
      new TreeSet<>(
          Comparator.<MessageBuffer<?>>comparingLong(MessageBuffer::heldBytes)
              .thenComparingLong(MessageBuffer::serial));
  private long usedBytes;
  private long nextSerial;

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

  /** A number that no other buffer has. */
  long newSerial() {
    return nextSerial++;
  }

  /** Takes from the fullest buffers until {@code bytes} fit, or nobody holds anything. */
  void makeRoom(long bytes) {
    while (usedBytes + bytes > maxBytes && !bySize.isEmpty()) {
      bySize.last().discardOldest();
      listener.onDropped(DropReason.UNREAD_MESSAGE, 1);
    }
  }

  /** A buffer is about to hold more or less. */
  void beforeChange(MessageBuffer<?> buffer) {
    bySize.remove(buffer);
    usedBytes -= buffer.heldBytes();
  }

  /** A buffer has changed. */
  void afterChange(MessageBuffer<?> buffer) {
    usedBytes += buffer.heldBytes();
    if (buffer.heldBytes() > 0) {
      bySize.add(buffer);
    }
  }
}

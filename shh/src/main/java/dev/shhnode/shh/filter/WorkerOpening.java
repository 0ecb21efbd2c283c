// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.ShhListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/**
 * Opens envelopes on worker threads, but for cheap cases, which are done on the spot. Belongs to
 * the shh loop.
 */
public final class WorkerOpening implements MessageOpening {

  /**
   * AES-GCM does this in a thirtieth of a millisecond, less than what handing it to another thread
   * and back takes; so many envelopes as come at once do not hold the loop.
   */
  private static final long MAX_INLINE_BYTES = 32 << 10;

  /** The time that setting up a key takes, as the number of bytes decrypted in that time. */
  private static final int KEY_COST_BYTES = 1_024;

  /** More keys are not tried on the spot, however short the envelope. */
  private static final int MAX_INLINE_KEYS = (int) (MAX_INLINE_BYTES / KEY_COST_BYTES);

  /** What a key in the list of those to be tried takes. */
  static final int LISTED_KEY_BYTES = 16;

  /**
   * Ours: of the envelopes that the workers have, which the pool may have had no room for, and of
   * the lists of keys that they try on them.
   */
  static final long MAX_BYTES_UNDER_WAY = 8 << 20;

  /**
   * Ours: how many envelopes the workers have at a time. Further ones, of one bundle there may be
   * thousands, wait here.
   */
  static final int MAX_UNDER_WAY = 1_024;

  private record Opened(DecryptionKey key, MessageContent content) {}

  private record Opening(
      Envelope envelope, CandidateKeys keys, BiConsumer<DecryptionKey, MessageContent> onOpened) {}

  private final ShhListener listener;
  private final Executor loop;
  private final Executor workers;
  private final Queue<Opening> waiting = new ArrayDeque<>();
  private final Queue<Runnable> waitingForRelief = new ArrayDeque<>();
  private int underWay;
  private long bytesUnderWay;

  /**
   * @param loop the shh loop
   * @param workers free to reject work, which is then done on the loop
   * @param listener told how many keys were tried
   */
  public WorkerOpening(Executor loop, Executor workers, ShhListener listener) {
    this.listener = listener;
    this.loop = loop;
    this.workers = workers;
  }

  @Override
  public void open(
      Envelope envelope, CandidateKeys keys, BiConsumer<DecryptionKey, MessageContent> onOpened) {
    if (keys.atMost() <= MAX_INLINE_KEYS) {
      List<DecryptionKey> few = keys.now();
      if (isCheap(envelope, few)) {
        deliver(envelope, few.size(), openAll(envelope, few), onOpened);
        return;
      }
    }
    waiting.add(new Opening(envelope, keys, onOpened));
    handOver();
  }

  private void handOver() {
    while (hasRoom() && !waiting.isEmpty()) {
      Opening next = waiting.remove();
      List<DecryptionKey> keys = next.keys().now();
      long bytes = next.envelope().rlp().size() + (long) keys.size() * LISTED_KEY_BYTES;
      try {
        workers.execute(() -> work(next, keys, bytes));
        underWay++;
        bytesUnderWay += bytes;
      } catch (RejectedExecutionException busy) {
        deliver(next.envelope(), keys.size(), openAll(next.envelope(), keys), next.onOpened());
      }
    }
  }

  private void work(Opening opening, List<DecryptionKey> keys, long bytes) {
    List<Opened> opened = List.of();
    try {
      opened = openAll(opening.envelope(), keys);
    } finally {
      List<Opened> result = opened;
      loop.execute(() -> finish(opening, keys.size(), result, bytes));
    }
  }

  private static boolean isCheap(Envelope envelope, List<DecryptionKey> keys) {
    return keys.size() * ((long) envelope.sizeBytes() + KEY_COST_BYTES) <= MAX_INLINE_BYTES
        && keys.stream().allMatch(key -> key instanceof DecryptionKey.Symmetric);
  }

  private static List<Opened> openAll(Envelope envelope, List<DecryptionKey> keys) {
    List<Opened> opened = new ArrayList<>();
    for (DecryptionKey key : keys) {
      Optional<MessageContent> content = key.open(envelope);
      content.ifPresent(c -> opened.add(new Opened(key, c)));
    }
    return opened;
  }

  private void deliver(
      Envelope envelope,
      int tried,
      List<Opened> opened,
      BiConsumer<DecryptionKey, MessageContent> onOpened) {
    listener.onOpened(envelope, tried, opened.size());
    opened.forEach(o -> onOpened.accept(o.key(), o.content()));
  }

  private void finish(Opening opening, int tried, List<Opened> opened, long bytes) {
    underWay--;
    bytesUnderWay -= bytes;
    try {
      deliver(opening.envelope(), tried, opened, opening.onOpened());
    } finally {
      handOver();
      while (!isCongested() && !waitingForRelief.isEmpty()) {
        waitingForRelief.remove().run();
      }
    }
  }

  private boolean hasRoom() {
    return underWay < MAX_UNDER_WAY && bytesUnderWay < MAX_BYTES_UNDER_WAY;
  }

  private boolean isCongested() {
    return !hasRoom();
  }

  /** Runs {@code task} now, or as soon as the workers have caught up. */
  public void whenRelieved(Runnable task) {
    if (isCongested()) {
      waitingForRelief.add(task);
    } else {
      task.run();
    }
  }
}

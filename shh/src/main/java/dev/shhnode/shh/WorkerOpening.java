// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
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
final class WorkerOpening implements MessageOpening {

  /**
   * AES-GCM does this in a tenth of a millisecond, less than what handing it to another thread and
   * back may take on a busy machine.
   */
  private static final long MAX_INLINE_BYTES = 128 << 10;

  /**
   * Envelopes handed to the workers and not back; further ones wait here, of a bundle thousands.
   */
  private static final int MAX_UNDER_WAY = 1_024;

  private record Opened(DecryptionKey key, MessageContent content) {}

  private record Opening(
      Envelope envelope,
      List<DecryptionKey> keys,
      BiConsumer<DecryptionKey, MessageContent> onOpened) {}

  private final Executor loop;
  private final Executor workers;
  private final Queue<Opening> waiting = new ArrayDeque<>();
  private final Queue<Runnable> waitingForRelief = new ArrayDeque<>();
  private int underWay;

  WorkerOpening(Executor loop, Executor workers) {
    this.loop = loop;
    this.workers = workers;
  }

  @Override
  public void open(
      Envelope envelope,
      Collection<DecryptionKey> keys,
      BiConsumer<DecryptionKey, MessageContent> onOpened) {
    if (isCheap(envelope, keys)) {
      deliver(openAll(envelope, keys), onOpened);
      return;
    }
    waiting.add(new Opening(envelope, List.copyOf(keys), onOpened));
    handOver();
  }

  private void handOver() {
    while (underWay < MAX_UNDER_WAY && !waiting.isEmpty()) {
      Opening next = waiting.remove();
      try {
        workers.execute(() -> work(next));
        underWay++;
      } catch (RejectedExecutionException busy) {
        deliver(openAll(next.envelope(), next.keys()), next.onOpened());
      }
    }
  }

  private void work(Opening opening) {
    List<Opened> opened = List.of();
    try {
      opened = openAll(opening.envelope(), opening.keys());
    } finally {
      List<Opened> result = opened;
      loop.execute(() -> finish(result, opening.onOpened()));
    }
  }

  private static boolean isCheap(Envelope envelope, Collection<DecryptionKey> keys) {
    return (long) keys.size() * envelope.sizeBytes() <= MAX_INLINE_BYTES
        && keys.stream().allMatch(key -> key instanceof DecryptionKey.Symmetric);
  }

  private static List<Opened> openAll(Envelope envelope, Collection<DecryptionKey> keys) {
    List<Opened> opened = new ArrayList<>();
    for (DecryptionKey key : keys) {
      Optional<MessageContent> content = key.open(envelope);
      content.ifPresent(c -> opened.add(new Opened(key, c)));
    }
    return opened;
  }

  private static void deliver(
      List<Opened> opened, BiConsumer<DecryptionKey, MessageContent> onOpened) {
    opened.forEach(o -> onOpened.accept(o.key(), o.content()));
  }

  private void finish(List<Opened> opened, BiConsumer<DecryptionKey, MessageContent> onOpened) {
    underWay--;
    try {
      deliver(opened, onOpened);
    } finally {
      handOver();
      while (!isCongested() && !waitingForRelief.isEmpty()) {
        waitingForRelief.remove().run();
      }
    }
  }

  private boolean isCongested() {
    return underWay == MAX_UNDER_WAY;
  }

  /** Runs {@code task} now, or as soon as the workers have caught up. */
  void whenRelieved(Runnable task) {
    if (isCongested()) {
      waitingForRelief.add(task);
    } else {
      task.run();
    }
  }
}

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

  /** Envelopes handed to the workers and not back; above, peers are no longer read from. */
  private static final int CONGESTED = 1_024;

  private record Opened(DecryptionKey key, MessageContent content) {}

  private final Executor loop;
  private final Executor workers;
  private final Queue<Runnable> waitingForRelief = new ArrayDeque<>();
  private int pending;

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
      openAll(envelope, keys).forEach(o -> onOpened.accept(o.key(), o.content()));
      return;
    }
    List<DecryptionKey> copy = List.copyOf(keys);
    pending++;
    workers.execute(
        () -> {
          List<Opened> opened = openAll(envelope, copy);
          loop.execute(() -> finish(opened, onOpened));
        });
  }

  private static boolean isCheap(Envelope envelope, Collection<DecryptionKey> keys) {
    return (long) keys.size() * envelope.sizeBytes() <= MAX_INLINE_BYTES
        && keys.stream().allMatch(key -> key instanceof DecryptionKey.Symmetric);
  }

  private static List<Opened> openAll(Envelope envelope, Collection<DecryptionKey> keys) {
    List<Opened> opened = new ArrayList<>();
    for (DecryptionKey key : keys) {
      Optional<MessageContent> content = key.open(envelope.data());
      content.ifPresent(c -> opened.add(new Opened(key, c)));
    }
    return opened;
  }

  private void finish(List<Opened> opened, BiConsumer<DecryptionKey, MessageContent> onOpened) {
    pending--;
    opened.forEach(o -> onOpened.accept(o.key(), o.content()));
    while (pending < CONGESTED && !waitingForRelief.isEmpty()) {
      waitingForRelief.remove().run();
    }
  }

  /** Runs {@code task} now, or as soon as the workers have caught up. */
  void whenRelieved(Runnable task) {
    if (pending < CONGESTED) {
      task.run();
    } else {
      waitingForRelief.add(task);
    }
  }
}

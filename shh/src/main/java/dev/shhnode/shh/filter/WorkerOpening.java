// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.envelope.MessageOpener;
import dev.shhnode.runtime.HeapShare;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens envelopes on worker threads, but for cheap cases, which are done on the spot. Few symmetric
 * keys are tried before all others, and those who bring envelopes take turns. Belongs to the shh
 * loop.
 */
public final class WorkerOpening implements MessageOpening {

  /** The time that setting up a key takes, as the number of bytes decrypted in that time. */
  private static final int KEY_COST_BYTES = 1_024;

  /** What is done on the spot for one envelope: a tenth of a millisecond. */
  private static final long MAX_INLINE_BYTES = 32L << 10;

  /** Ours: what is done on the spot for all envelopes of one turn of the loop: a millisecond. */
  static final long MAX_INLINE_BYTES_OF_TURN = 8 * MAX_INLINE_BYTES;

  /** More keys are not tried on the spot, however short the envelope. */
  private static final int MAX_INLINE_KEYS = (int) (MAX_INLINE_BYTES / KEY_COST_BYTES);

  /** What a key in the list of those to be tried takes. */
  static final int LISTED_KEY_BYTES = 16;

  /** What an envelope that waits takes besides its RLP. */
  private static final int WAITING_BYTES = 128;

  /**
   * Ours: of the envelopes that are not opened yet, which the pool may have no room for, and of the
   * lists of keys that are tried on them. The rest of the share is for what has been opened and
   * waits for {@link DeliveryTurns}.
   */
  static final long MAX_BYTES = HeapShare.OPENINGS.ofThisHeap() / 4 * 3;

  /**
   * Ours: how many envelopes the workers have at a time: enough to keep them busy, and so few that
   * who comes next does not wait long.
   */
  static final int MAX_UNDER_WAY = 64;

  /** Ours: when so many of one peer wait, it is not read from. */
  static final int MAX_WAITING_OF_SOURCE = 256;

  /** Ours: gathering so many keys takes half a millisecond of the loop. */
  static final int MAX_GATHERED_OF_TURN = 4_096;

  /** Ours: of so many envelopes taken from the queues one is of those that take long. */
  private static final int SLOW_TURN = 4;

  /** A wrong asymmetric key takes about as long as so many symmetric ones. */
  private static final int ASYMMETRIC_COST = 1_000;

  /** Ours, in wrong symmetric keys: it is worth a tenth of a millisecond to wake a worker. */
  private static final long MIN_COST_OF_PART = 2_000;

  private record Opened(DecryptionKey key, MessageContent content) {}

  /** An envelope with keys to be tried on it. */
  record Opening(
      Envelope envelope,
      Source source,
      CandidateKeys keys,
      BiConsumer<DecryptionKey, MessageContent> onOpened) {

    long bytes() {
      return (long) envelope.rlpSize() + WAITING_BYTES;
    }
  }

  private final ShhListener listener;
  private final Executor loop;
  private final Executor workers;
  private final int workerCount;

  /** Few symmetric keys. */
  private final OpeningQueue quick = new OpeningQueue();

  private final OpeningQueue slow = new OpeningQueue();
  private final ReliefTasks relief = new ReliefTasks(this::isCongested);
  private long inlineBytesLeft = MAX_INLINE_BYTES_OF_TURN;
  private int underWay;
  private int taken;
  private long bytes;
  private boolean handOverDue;

  /**
   * @param loop the shh loop
   * @param workers free to reject work, which is then done on the loop
   * @param listener told how many keys were tried
   */
  public WorkerOpening(Executor loop, Executor workers, ShhListener listener) {
    this(loop, workers, Runtime.getRuntime().availableProcessors(), listener);
  }

  WorkerOpening(Executor loop, Executor workers, int workerCount, ShhListener listener) {
    this.workerCount = workerCount;
    this.listener = listener;
    this.loop = loop;
    this.workers = workers;
  }

  /** The loop begins with another task, and may spend some time again. */
  public void beginTurn() {
    inlineBytesLeft = MAX_INLINE_BYTES_OF_TURN;
  }

  @Override
  public void open(
      Envelope envelope,
      Source source,
      CandidateKeys keys,
      BiConsumer<DecryptionKey, MessageContent> onOpened) {
    if (keys.atMost() > MAX_INLINE_KEYS) {
      enqueue(slow, new Opening(envelope, source, keys, onOpened));
    } else {
      openFew(envelope, source, keys.now(), onOpened);
    }
    handOverUnlessDue();
  }

  private void openFew(
      Envelope envelope,
      Source source,
      List<DecryptionKey> keys,
      BiConsumer<DecryptionKey, MessageContent> onOpened) {
    List<DecryptionKey> cheap = keys.stream().filter(WorkerOpening::isSymmetric).toList();
    if (cheap.size() < keys.size()) {
      List<DecryptionKey> dear = keys.stream().filter(key -> !isSymmetric(key)).toList();
      enqueue(slow, new Opening(envelope, source, CandidateKeys.of(dear), onOpened));
    }
    long cost = cheap.size() * ((long) envelope.sizeBytes() + KEY_COST_BYTES);
    if (cheap.isEmpty()) {
      return;
    }
    if (cost <= MAX_INLINE_BYTES && cost <= inlineBytesLeft) {
      inlineBytesLeft -= cost;
      deliver(envelope, cheap.size(), openAll(envelope, cheap), onOpened);
    } else {
      enqueue(quick, new Opening(envelope, source, CandidateKeys.of(cheap), onOpened));
    }
  }

  /** Also what needs no key. */
  private static boolean isSymmetric(DecryptionKey key) {
    return !(key instanceof DecryptionKey.Asymmetric);
  }

  private void enqueue(OpeningQueue queue, Opening opening) {
    bytes += opening.bytes();
    queue.add(opening);
  }

  /** Another turn is due when this one has done enough. */
  private void handOverUnlessDue() {
    if (!handOverDue) {
      handOver();
    }
  }

  private void handOver() {
    int gathered = 0;
    while (underWay < MAX_UNDER_WAY) {
      if (gathered >= MAX_GATHERED_OF_TURN) {
        continueLater();
        return;
      }
      Opening next = next();
      if (next == null) {
        return;
      }
      List<DecryptionKey> keys = next.keys().now();
      // If they are busy it has been done here, and that is enough for this turn.
      gathered += handOverInParts(next, keys) ? keys.size() : MAX_GATHERED_OF_TURN;
    }
  }

  private void continueLater() {
    handOverDue = true;
    loop.execute(
        () -> {
          handOverDue = false;
          handOver();
        });
  }

  private @Nullable Opening next() {
    taken++;
    boolean slowFirst = quick.isEmpty() || taken % SLOW_TURN == 0;
    Opening next = slowFirst ? slow.poll() : quick.poll();
    return next == null ? quick.poll() : next;
  }

  /** Many keys are spread over workers that have nothing else to do. */
  private boolean handOverInParts(Opening opening, List<DecryptionKey> keys) {
    int idle = workerCount - underWay;
    int parts = idle <= 1 ? 1 : (int) Math.min(idle, costOf(keys) / MIN_COST_OF_PART);
    if (parts <= 1) {
      return handOver(opening, keys);
    }
    boolean handedOver = true;
    bytes += (parts - 1) * opening.bytes();
    for (int part = 0; part < parts; part++) {
      int begin = (int) ((long) keys.size() * part / parts);
      int end = (int) ((long) keys.size() * (part + 1) / parts);
      handedOver &= handOver(opening, keys.subList(begin, end));
    }
    return handedOver;
  }

  private static long costOf(List<DecryptionKey> keys) {
    long cost = 0;
    for (DecryptionKey key : keys) {
      cost += isSymmetric(key) ? 1 : ASYMMETRIC_COST;
    }
    return cost;
  }

  private boolean handOver(Opening opening, List<DecryptionKey> keys) {
    long listBytes = (long) keys.size() * LISTED_KEY_BYTES;
    underWay++;
    bytes += listBytes;
    try {
      workers.execute(() -> work(opening, keys, listBytes));
      return true;
    } catch (RejectedExecutionException busy) {
      finish(opening, keys.size(), openAll(opening.envelope(), keys), listBytes);
      return false;
    }
  }

  private void work(Opening opening, List<DecryptionKey> keys, long listBytes) {
    List<Opened> opened = List.of();
    try {
      opened = openAll(opening.envelope(), keys);
    } finally {
      List<Opened> result = opened;
      loop.execute(
          () -> {
            try {
              finish(opening, keys.size(), result, listBytes);
            } finally {
              handOverUnlessDue();
            }
          });
    }
  }

  private static List<Opened> openAll(Envelope envelope, List<DecryptionKey> keys) {
    MessageOpener opener = new MessageOpener(envelope);
    List<Opened> opened = new ArrayList<>();
    for (DecryptionKey key : keys) {
      Optional<MessageContent> content = key.open(opener);
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

  private void finish(Opening opening, int tried, List<Opened> opened, long listBytes) {
    boolean wasFull = bytes >= MAX_BYTES;
    underWay--;
    bytes -= opening.bytes() + listBytes;
    try {
      deliver(opening.envelope(), tried, opened, opening.onOpened());
    } finally {
      if (wasFull) {
        relief.relieveAll();
      } else {
        relief.relieve(opening.source());
      }
    }
  }

  private boolean isCongested(Source source) {
    return bytes >= MAX_BYTES || quick.size(source) + slow.size(source) >= MAX_WAITING_OF_SOURCE;
  }

  /**
   * Runs {@code task} now, or as soon as the workers have caught up with what one who brings
   * envelopes has brought.
   */
  public void whenRelieved(Source source, Runnable task) {
    relief.add(source, task);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.runtime.HeapShare;
import dev.shhnode.shh.Source;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Brings messages to those who read them, a few readers at a time: a message may have thousands,
 * and the loop has others to serve meanwhile. Those who brought the messages take turns. Belongs to
 * the shh loop.
 */
public final class DeliveryTurns {

  /** The time that a reader takes whatever the message, as bytes that are handed on in it. */
  private static final int READER_COST_BYTES = 1_024;

  /** Ours: what is done in one turn of the loop: half a millisecond. */
  static final long MAX_COST_OF_TURN = 256L << 10;

  /** Ours: when so many messages of one peer wait, it is not read from. */
  static final int MAX_WAITING_OF_SOURCE = 16;

  /** Ours: of the messages that wait. What goes beyond is given out in one go. */
  static final long MAX_BYTES = HeapShare.OPENINGS.ofThisHeap() / 4;

  /** What a message that waits takes besides its bytes, and each of its readers. */
  private static final int WAITING_BYTES = 128;

  private static final int LISTED_READER_BYTES = 8;

  /** A message with the readers that have not got it. */
  private record Waiting(Iterator<Runnable> deliveries, long costOfEach, long bytes) {}

  private final Executor loop;
  private final Map<Source, Queue<Waiting>> bySource = new LinkedHashMap<>();
  private final ReliefTasks relief = new ReliefTasks(this::isCongested);
  private long costLeft = MAX_COST_OF_TURN;
  private long bytes;
  private boolean turnDue;

  /**
   * @param loop the shh loop
   */
  public DeliveryTurns(Executor loop) {
    this.loop = loop;
  }

  /** The loop begins with another task, and may spend some time again. */
  public void beginTurn() {
    costLeft = MAX_COST_OF_TURN;
  }

  /**
   * Gives a message to all of {@code readers}, in their order: now, or as soon as its source has
   * its turn.
   *
   * @param source who brought the message
   * @param messageBytes its size
   * @param delivery run for each reader
   */
  public <R> void deliver(Source source, List<R> readers, long messageBytes, Consumer<R> delivery) {
    Waiting waiting =
        new Waiting(
            readers.stream().<Runnable>map(reader -> () -> delivery.accept(reader)).iterator(),
            READER_COST_BYTES + messageBytes,
            WAITING_BYTES + messageBytes + (long) LISTED_READER_BYTES * readers.size());
    boolean isInMemory = bytes + waiting.bytes <= MAX_BYTES;
    if (!isInMemory || !bySource.containsKey(source)) {
      workOn(waiting, isInMemory);
    }
    if (waiting.deliveries.hasNext()) {
      bytes += waiting.bytes;
      bySource.computeIfAbsent(source, anybody -> new ArrayDeque<>()).add(waiting);
      continueLater();
    }
  }

  private void workOn(Waiting waiting, boolean inTurn) {
    while (waiting.deliveries.hasNext() && (costLeft > 0 || !inTurn)) {
      costLeft -= waiting.costOfEach;
      waiting.deliveries.next().run();
    }
  }

  private void continueLater() {
    if (!turnDue) {
      turnDue = true;
      loop.execute(this::takeTurn);
    }
  }

  private void takeTurn() {
    turnDue = false;
    beginTurn();
    try {
      while (costLeft > 0 && !bySource.isEmpty()) {
        Map.Entry<Source, Queue<Waiting>> first = bySource.entrySet().iterator().next();
        workOn(first.getKey(), first.getValue());
      }
    } finally {
      if (!bySource.isEmpty()) {
        continueLater();
      }
    }
  }

  /**
   * Works on what one has brought; if the turn ends before all is done, the next one is another's.
   */
  private void workOn(Source source, Queue<Waiting> queue) {
    bySource.remove(source);
    try {
      while (costLeft > 0 && !queue.isEmpty()) {
        workOn(queue.element(), true);
        if (!queue.element().deliveries.hasNext()) {
          bytes -= queue.remove().bytes;
        }
      }
    } finally {
      if (!queue.isEmpty()) {
        bySource.put(source, queue);
      }
      relief.relieve(source);
    }
  }

  private boolean isCongested(Source source) {
    Queue<Waiting> queue = bySource.get(source);
    return queue != null && queue.size() >= MAX_WAITING_OF_SOURCE;
  }

  /**
   * Runs {@code task} now, or as soon as what {@code source} has brought is delivered but a few.
   */
  public void whenRelieved(Source source, Runnable task) {
    relief.add(source, task);
  }
}

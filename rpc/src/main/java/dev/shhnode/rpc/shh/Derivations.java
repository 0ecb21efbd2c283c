// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import dev.shhnode.rpc.RpcDrop;
import dev.shhnode.rpc.RpcException;
import dev.shhnode.rpc.RpcSession;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Derives keys of passwords, which is slow on purpose, one at a time: so a client that asks for
 * thousands does not keep the workers from the messages and requests of others. Connections take
 * turns. Thread-safe.
 */
public final class Derivations {

  /** Ours: most that may wait, of all connections together; some ten minutes of work. */
  static final int MAX_WAITING = 20_000;

  private static final class Job<T> {
    private final Callable<T> task;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Job(Callable<T> task) {
      this.task = task;
    }

    void run() {
      try {
        result.complete(task.call());
      } catch (Exception e) {
        result.completeExceptionally(e);
      }
    }
  }

  private final Executor worker;

  // Guarded by this.
  private final Map<RpcSession, Queue<Job<?>>> waiting = new LinkedHashMap<>();
  private int size;
  private boolean running;

  /**
   * Makes the queue.
   *
   * @param worker may reject work, which the client is told
   */
  public Derivations(Executor worker) {
    this.worker = worker;
  }

  /**
   * Calls {@code task} when it is its turn.
   *
   * @return the result; fails with what the task throws, with an {@link RpcException} if too many
   *     wait, with a {@link RejectedExecutionException} if the worker is too busy, and is cancelled
   *     if the connection ends before
   */
  <T> CompletableFuture<T> call(RpcSession session, Callable<T> task) {
    Job<T> job = new Job<>(task);
    synchronized (this) {
      if (size == MAX_WAITING) {
        return CompletableFuture.failedFuture(RpcException.busy(RpcDrop.PASSWORDS_WAITING));
      }
      waiting.computeIfAbsent(session, s -> new ArrayDeque<>()).add(job);
      size++;
    }
    runNext();
    return session.whileOpen(job.result);
  }

  private void runNext() {
    Optional<Job<?>> next = next();
    if (next.isPresent()) {
      try {
        worker.execute(() -> run(next.get()));
      } catch (RejectedExecutionException busy) {
        rejected(next.get(), busy);
      }
    }
  }

  private void run(Job<?> job) {
    try {
      job.run();
    } finally {
      ended();
      runNext();
    }
  }

  private synchronized void ended() {
    running = false;
  }

  /** Takes the job whose turn it is and puts its connection last. */
  private synchronized Optional<Job<?>> next() {
    while (!running && !waiting.isEmpty()) {
      Iterator<Map.Entry<RpcSession, Queue<Job<?>>>> turns = waiting.entrySet().iterator();
      Map.Entry<RpcSession, Queue<Job<?>>> first = turns.next();
      RpcSession session = first.getKey();
      Queue<Job<?>> jobs = first.getValue();
      turns.remove();
      size -= jobs.size();
      jobs.removeIf(job -> job.result.isDone());
      Job<?> job = jobs.poll();
      if (!jobs.isEmpty()) {
        waiting.put(session, jobs);
        size += jobs.size();
      }
      if (job != null) {
        running = true;
        return Optional.of(job);
      }
    }
    return Optional.empty();
  }

  /** Fails all jobs that wait: none of them would be run, as the worker rejects them too. */
  private void rejected(Job<?> first, RejectedExecutionException busy) {
    for (Optional<Job<?>> job = Optional.of(first); job.isPresent(); job = next()) {
      ended();
      job.get().result.completeExceptionally(busy);
    }
  }
}

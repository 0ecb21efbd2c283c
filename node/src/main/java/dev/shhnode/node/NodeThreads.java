// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.shh.ShhRuntime;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads beside Vert.x' event loops: the shh loop, its workers, and the miners. Thread-safe.
 */
final class NodeThreads {

  /**
   * Ours: tasks that may wait for a worker; further ones are refused, and RPC clients are told so.
   */
  static final int MAX_QUEUED_WORK = 20_000;

  private final int processors = Runtime.getRuntime().availableProcessors();
  private final ExecutorService loop = Executors.newSingleThreadExecutor(factory("shh-loop"));
  private final ExecutorService workers =
      pool(new LinkedBlockingQueue<>(MAX_QUEUED_WORK), factory("worker"));
  private final ExecutorService miners = pool(new LinkedBlockingQueue<>(), factory("miner"));

  private ExecutorService pool(LinkedBlockingQueue<Runnable> queue, ThreadFactory factory) {
    return new ThreadPoolExecutor(processors, processors, 0, TimeUnit.SECONDS, queue, factory);
  }

  private static ThreadFactory factory(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  ExecutorService workers() {
    return workers;
  }

  ShhRuntime runtime(SecureRandom random) {
    return new ShhRuntime(
        loop, workers, miners, processors, InstantSource.system(), System::nanoTime, random);
  }

  Future<Void> stop() {
    miners.shutdownNow();
    workers.shutdownNow();
    loop.shutdownNow();
    return Future.succeededFuture();
  }
}

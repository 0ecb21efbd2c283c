// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import dev.shhnode.mix.service.MixRuntime;
import dev.shhnode.runtime.CallerRunsWhenIdle;
import dev.shhnode.shh.ShhRuntime;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads beside Vert.x' event loops: the shh loop, the mix loop, workers, and miners.
 * Thread-safe.
 */
final class NodeThreads {

  /**
   * Ours: tasks that may wait for a worker; further ones are refused, and RPC clients are told so.
   */
  static final int MAX_QUEUED_WORK = 20_000;

  private final int processors = Runtime.getRuntime().availableProcessors();
  private final ExecutorService loopThread = Executors.newSingleThreadExecutor(factory("shh-loop"));
  private final CallerRunsWhenIdle loop = new CallerRunsWhenIdle(loopThread);
  private final ScheduledExecutorService mixLoop = mixLoop();
  private final ExecutorService workers =
      pool(new LinkedBlockingQueue<>(MAX_QUEUED_WORK), factory("worker"));
  private final ExecutorService miners = pool(new LinkedBlockingQueue<>(), factory("miner"));

  private static ScheduledExecutorService mixLoop() {
    ScheduledThreadPoolExecutor loop = new ScheduledThreadPoolExecutor(1, factory("mix-loop"));
    // Timers are set anew with nearly every packet.
    loop.setRemoveOnCancelPolicy(true);
    return loop;
  }

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

  /** For mix routing; its thread begins with the first task. */
  MixRuntime mixRuntime(SecureRandom random) {
    return new MixRuntime(mixLoop, InstantSource.system(), System::nanoTime, random);
  }

  ShhRuntime runtime(SecureRandom random) {
    return new ShhRuntime(
        loop, workers, miners, processors, InstantSource.system(), System::nanoTime, random);
  }

  Future<Void> stop() {
    miners.shutdownNow();
    workers.shutdownNow();
    mixLoop.shutdownNow();
    loop.close();
    loopThread.shutdownNow();
    return Future.succeededFuture();
  }
}

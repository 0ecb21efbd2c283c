// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeThreadsTest {

  private final NodeThreads threads = new NodeThreads();

  @AfterEach
  void stop() {
    threads.stop();
  }

  @Test
  void shouldRefuseMoreWorkThanMayWaitAndDoTheRest() throws InterruptedException {
    ExecutorService workers = threads.workers();
    int processors = Runtime.getRuntime().availableProcessors();
    int all = processors + NodeThreads.MAX_QUEUED_WORK;
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(all);
    AtomicInteger interrupted = new AtomicInteger();
    for (int i = 0; i < all; i++) {
      workers.execute(
          () -> {
            awaitUninterrupted(go, interrupted);
            done.countDown();
          });
    }

    assertThatThrownBy(() -> workers.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);

    go.countDown();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted).hasValue(0);
    workers.execute(() -> {});
  }

  private static void awaitUninterrupted(CountDownLatch go, AtomicInteger interrupted) {
    try {
      go.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
    }
  }
}

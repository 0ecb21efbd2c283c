// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnExecutorTest {

  private final IoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop eventLoop = group.next();
  private final AtomicLong clock = new AtomicLong();
  private final TurnExecutor executor = new TurnExecutor(eventLoop, clock::get);

  @AfterEach
  void close() {
    var unused = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldRunTasksInTheirOrderOnTheEventLoop() throws InterruptedException {
    List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1);
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      executor.execute(
          () -> {
            assertThat(eventLoop.inEventLoop()).isTrue();
            clock.addAndGet(TurnExecutor.TURN_NANOS / 3);
            ran.add(number);
          });
    }
    executor.execute(done::countDown);

    await(done);

    assertThat(ran).containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
  }

  @Test
  void shouldLetOthersHaveTheirTurn() throws Exception {
    AtomicInteger steps = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    executor.execute(
        () -> {
          // Due as soon as the event loop looks at its timers.
          var unused = eventLoop.schedule(() -> seen.set(steps.get()), 0, TimeUnit.NANOSECONDS);
          step(steps, done);
        });

    await(done);

    assertThat(seen.get()).isBetween(1, 5);
  }

  /** A task that gives itself again, as those do that have more to do than one turn allows. */
  private void step(AtomicInteger steps, CountDownLatch done) {
    clock.addAndGet(TurnExecutor.TURN_NANOS / 2);
    if (steps.incrementAndGet() == 100) {
      done.countDown();
    } else {
      executor.execute(() -> step(steps, done));
    }
  }

  @Test
  void shouldGoOnAfterATaskThatFails() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    executor.execute(
        () -> {
          executor.execute(done::countDown);
          throw new IllegalStateException("on purpose");
        });

    await(done);
  }

  @Test
  void shouldLoseNoTaskOfManyThreads() throws InterruptedException {
    int each = 20_000;
    CountDownLatch done = new CountDownLatch(4 * each);
    List<CompletableFuture<Void>> givers =
        IntStream.range(0, 4)
            .mapToObj(
                giver ->
                    CompletableFuture.runAsync(
                        () ->
                            IntStream.range(0, each)
                                .forEach(i -> executor.execute(done::countDown))))
            .toList();

    givers.forEach(CompletableFuture::join);
    await(done);
  }
}

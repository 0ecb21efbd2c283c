// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallerRunsWhenIdleTest {

  private final Queue<Runnable> thread = new ArrayDeque<>();
  private final CallerRunsWhenIdle executor = new CallerRunsWhenIdle(thread::add);
  private final List<String> done = new ArrayList<>();

  private Runnable task(String name) {
    return () -> done.add(name);
  }

  private void runThread() {
    while (!thread.isEmpty()) {
      thread.remove().run();
    }
  }

  @Test
  void shouldRunOnTheCallersThreadWhenIdle() {
    executor.executeNow(task("a"));

    assertThat(done).containsExactly("a");
    assertThat(thread).as("not woken").isEmpty();
  }

  @Test
  void shouldLeaveEveryTaskToTheThreadWhenNobodyOffersToRunIt() {
    executor.execute(task("a"));
    assertThat(done).isEmpty();

    runThread();

    assertThat(done).containsExactly("a");
  }

  @Test
  void shouldKeepTheOrderWhileTasksWait() {
    executor.execute(task("a"));
    executor.executeNow(task("b"));
    executor.execute(task("c"));
    assertThat(done).isEmpty();
    assertThat(thread).as("woken once").hasSize(1);

    runThread();

    assertThat(done).containsExactly("a", "b", "c");
  }

  @Test
  void shouldNotRunATaskWithinAnother() {
    executor.executeNow(
        () -> {
          executor.executeNow(task("inner"));
          done.add("outer");
        });

    assertThat(done).containsExactly("outer", "inner");
  }

  @Test
  void shouldLeaveToTheThreadWhatTasksOfTheCallerGoOnAdding() {
    executor.executeNow(new Endless());
    assertThat(done).hasSize(CallerRunsWhenIdle.MAX_TASKS_OF_CALLER);

    thread.remove().run();

    assertThat(done).hasSize(100);
  }

  private final class Endless implements Runnable {
    @Override
    public void run() {
      done.add("again");
      if (done.size() < 100) {
        executor.execute(this);
      }
    }
  }

  @Test
  void shouldGoOnAfterATaskThatFails() {
    RuntimeException failure = new IllegalStateException("a defect");
    Runnable failing =
        () -> {
          executor.execute(task("next"));
          throw failure;
        };

    assertThatThrownBy(() -> executor.executeNow(failing)).isSameAs(failure);
    runThread();
    executor.executeNow(task("later"));
    assertThatThrownBy(
            () ->
                executor.executeNow(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    executor.executeNow(task("last"));

    assertThat(done).containsExactly("next", "later", "last");
  }

  @Test
  void shouldRunNothingWhenClosed() {
    executor.execute(task("a"));
    executor.close();

    runThread();

    assertThat(done).isEmpty();
    assertThatThrownBy(() -> executor.execute(task("b")))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> executor.executeNow(task("b")))
        .isInstanceOf(RejectedExecutionException.class);
  }

  /** The counter has no lock, and is wrong at the end if ever two tasks ran at once. */
  @Test
  void shouldRunOneTaskAtATimeWhoeverCalls() throws InterruptedException {
    ExecutorService own = Executors.newSingleThreadExecutor();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try {
      CallerRunsWhenIdle shared = new CallerRunsWhenIdle(own);
      int[] counter = new int[1];
      int[] lastOfCaller = new int[4];
      List<String> disorder = new ArrayList<>();
      int each = 200_000;
      CountDownLatch all = new CountDownLatch(4 * each);
      for (int caller = 0; caller < 4; caller++) {
        int id = caller;
        callers.execute(
            () ->
                IntStream.rangeClosed(1, each)
                    .forEach(
                        n -> {
                          Runnable task =
                              () -> {
                                counter[0]++;
                                if (lastOfCaller[id] != n - 1) {
                                  disorder.add(id + " " + n);
                                }
                                lastOfCaller[id] = n;
                                all.countDown();
                              };
                          if (n % 3 == 0) {
                            shared.execute(task);
                          } else {
                            shared.executeNow(task);
                          }
                        }));
      }

      assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(counter[0]).isEqualTo(4 * each);
      assertThat(disorder).isEmpty();
    } finally {
      callers.shutdownNow();
      own.shutdownNow();
    }
  }
}

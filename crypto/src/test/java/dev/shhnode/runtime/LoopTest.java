// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LoopTest {

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final List<RuntimeException> failures = new ArrayList<>();
  private final Loop loop = new Loop(waiting::add, failures::add);

  @Test
  void shouldGoOnAfterATaskThatFails() {
    RuntimeException failure = new IllegalStateException("a defect");
    List<String> done = new ArrayList<>();
    loop.execute(
        () -> {
          throw failure;
        });
    loop.execute(() -> done.add("next"));

    runAll();

    assertThat(failures).containsExactly(failure);
    assertThat(done).containsExactly("next");
  }

  @Test
  void shouldGiveWhatACallReturnsOrThrows() {
    CompletableFuture<String> good = loop.call(() -> "result");
    CompletableFuture<Void> bad =
        loop.run(
            () -> {
              throw new IOException("cannot");
            });
    assertThat(good).isNotDone();

    runAll();

    assertThat(good).isCompletedWithValue("result");
    assertThat(bad).isCompletedExceptionally();
    assertThatThrownBy(bad::join).hasCauseInstanceOf(IOException.class);
    assertThat(failures).as("the caller is told").isEmpty();
  }

  @Test
  void shouldPassAnErrorOnToTheThread() {
    CompletableFuture<Void> result =
        loop.call(
            () -> {
              throw new OutOfMemoryError("a test");
            });

    assertThatThrownBy(this::runAll).isInstanceOf(OutOfMemoryError.class);

    assertThat(result).isCompletedExceptionally();
  }

  @Test
  void shouldRunACoalescedTaskOnceForAllRequestsAndAgainForLaterOnes() {
    List<String> done = new ArrayList<>();
    Runnable flush = loop.coalesced(() -> done.add("flush"));
    loop.execute(flush);
    loop.execute(() -> done.add("event"));
    loop.execute(flush);
    runAll();
    assertThat(done).containsExactly("event", "flush");

    loop.execute(flush);
    runAll();

    assertThat(done).containsExactly("event", "flush", "flush");
  }

  @Test
  void shouldRunACoalescedTaskAgainThatHasFailed() {
    Runnable failing =
        loop.coalesced(
            () -> {
              throw new IllegalStateException("a defect");
            });
    loop.execute(failing);
    runAll();
    loop.execute(failing);
    runAll();

    assertThat(failures).hasSize(2);
  }

  private void runAll() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }
}

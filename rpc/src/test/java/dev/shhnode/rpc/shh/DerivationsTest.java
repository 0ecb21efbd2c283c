// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.shh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.RpcSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DerivationsTest {

  private final Queue<Runnable> worker = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final RpcSession greedy = RpcSession.answering(Set.of("shh"));
  private final RpcSession modest = RpcSession.answering(Set.of("shh"));
  private boolean busy;
  private final Derivations derivations = new Derivations(this::execute);

  private void execute(Runnable task) {
    if (busy) {
      throw new RejectedExecutionException();
    }
    worker.add(task);
  }

  @Test
  void shouldTakeOneWorkerAtMostAndLetConnectionsTakeTurns() {
    for (int i = 0; i < 3; i++) {
      var unused1 = begin(greedy, "greedy");
    }
    var unused2 = begin(modest, "modest");

    assertThat(worker).hasSize(1);
    work();

    assertThat(done).containsExactly("greedy", "greedy", "modest", "greedy");
  }

  @Test
  void shouldRefuseMorePasswordsThanMayWait() {
    for (int i = 0; i <= Derivations.MAX_WAITING; i++) {
      assertThat(begin(greedy, "greedy")).isNotDone();
    }

    assertThat(begin(modest, "modest"))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("node is busy");
  }

  @Test
  void shouldDoNothingForAConnectionThatIsGone() {
    var unused3 = begin(modest, "modest");
    var unused4 = begin(greedy, "greedy");
    var unused5 = begin(greedy, "greedy");

    greedy.close();
    work();
    var unused6 = begin(modest, "later");
    work();

    assertThat(done).containsExactly("modest", "later");
  }

  @Test
  void shouldTellThoseWhoWaitThatTheWorkerIsBusy() {
    CompletableFuture<String> first = begin(greedy, "first");
    CompletableFuture<String> second = begin(modest, "second");

    busy = true;
    work();
    busy = false;
    var unused7 = begin(modest, "later");
    work();

    assertThat(first).isCompleted();
    assertThat(second).isCompletedExceptionally();
    assertThat(done).containsExactly("first", "later");
  }

  @Test
  void shouldBoundThoseThatWait() {
    for (int i = 0; i <= Derivations.MAX_WAITING; i++) {
      assertThat(begin(greedy, "")).isNotDone();
    }

    assertThat(begin(modest, "")).isCompletedExceptionally();
    worker.remove().run();
    assertThat(begin(modest, "")).isNotDone();
  }

  private CompletableFuture<String> begin(RpcSession session, String name) {
    return derivations.call(
        session,
        () -> {
          done.add(name);
          return name;
        });
  }

  private void work() {
    while (!worker.isEmpty()) {
      worker.remove().run();
    }
  }
}

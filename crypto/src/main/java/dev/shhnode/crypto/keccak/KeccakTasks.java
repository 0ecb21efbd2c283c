// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Does many tasks side by side, their permutations abreast where this JVM has vectors and those are
 * faster. Not thread-safe.
 */
public final class KeccakTasks {

  /** Calls of the vectors after which it is asked whether they are still as fast. */
  private static final int CALLS_A_LOOK = 16;

  private final VectorChoice choice;
  private @Nullable VectorStates vectors;

  // What is under way.
  private KeccakTask[] left = {};
  private int count;
  private long[][] states = {};
  private int calls;
  private long lookedAt;

  /**
   * @param choice may be shared with others
   */
  public KeccakTasks(VectorChoice choice) {
    this.choice = choice;
  }

  /** Does all tasks. Where one fails, so does this, and the others are left as they are then. */
  public void run(Collection<? extends KeccakTask> tasks) {
    int fewest = choice.fewest();
    if (tasks.size() < fewest) {
      runEach(tasks);
    } else {
      runAbreast(tasks, fewest);
    }
  }

  private void runEach(Collection<? extends KeccakTask> tasks) {
    long permutations = 0;
    for (KeccakTask task : tasks) {
      permutations += task.run();
    }
    choice.doneWithout(tasks.size(), permutations);
  }

  private void runAbreast(Collection<? extends KeccakTask> tasks, int fewest) {
    VectorStates used = vectors == null ? new VectorStates(choice.permutation()) : vectors;
    vectors = used;
    left = tasks.toArray(KeccakTask[]::new);
    count = left.length;
    states = new long[count][];
    calls = 0;
    lookedAt = choice.nanoTime();
    int from = fewest;
    while (count >= from) {
      advance();
      permute(used, from);
      from = calls < CALLS_A_LOOK ? from : look();
    }
    look();
    for (int i = 0; i < count; i++) {
      left[i].run();
    }
    left = new KeccakTask[0];
    states = new long[0][];
  }

  /** Returns from how many states on vectors are to be used now. */
  private int look() {
    long now = choice.nanoTime();
    choice.done(calls, now - lookedAt);
    calls = 0;
    lookedAt = now;
    return choice.fewest();
  }

  /** Has each go on until its next permutation, and drops what is done. */
  private void advance() {
    int waiting = 0;
    for (int i = 0; i < count; i++) {
      long[] state = left[i].next();
      if (state != null) {
        states[waiting] = state;
        left[waiting++] = left[i];
      }
    }
    count = waiting;
  }

  private void permute(VectorStates used, int fewest) {
    int at = 0;
    while (count - at >= fewest) {
      int size = Math.min(used.abreast(), count - at);
      used.permute(states, at, size);
      calls++;
      at += size;
    }
    for (; at < count; at++) {
      KeccakF.permute(states[at]);
    }
  }
}

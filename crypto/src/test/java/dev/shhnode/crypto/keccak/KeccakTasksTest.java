// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.crypto.keccak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeccakTasksTest {

  private static final int LANES = 8;

  /** More than vectors are compiled for. */
  private static final int MANY = 2_000_000;

  private final Random random = new Random(1);
  private final Queue<Runnable> aside = new ArrayDeque<>();

  /** Every reading of the clock is so much later than the one before. */
  private long nanosAReading = 1_000;

  private long nanos;
  private int calls;

  private final VectorPermutation permutation = new OneByOne(LANES);

  private final VectorChoice choice = choice(Optional.of(permutation));
  private final KeccakTasks tasks = new KeccakTasks(choice);

  private VectorChoice choice(Optional<VectorPermutation> vectors) {
    return new VectorChoice(aside::add, this::nextNanos, () -> vectors);
  }

  private long nextNanos() {
    nanos += nanosAReading;
    return nanos;
  }

  /** By a clock that counts readings only it takes as long as one state does. */
  private final class OneByOne implements VectorPermutation {
    private final int lanes;

    OneByOne(int lanes) {
      this.lanes = lanes;
    }

    @Override
    public int abreast() {
      return lanes;
    }

    @Override
    public void permute(long[] from, long[] to) {
      calls++;
      for (int column = 0; column < lanes; column++) {
        long[] state = new long[KeccakF.LANES];
        for (int lane = 0; lane < KeccakF.LANES; lane++) {
          state[lane] = from[lane * lanes + column];
        }
        KeccakF.permute(state);
        for (int lane = 0; lane < KeccakF.LANES; lane++) {
          to[lane * lanes + column] = state[lane];
        }
      }
    }
  }

  /** Takes a text in and digests it. */
  private static final class Hashing implements KeccakTask {
    private final byte[] text;
    private final byte[] digest = new byte[KeccakSponge.DIGEST_SIZE];
    private final KeccakSponge sponge = new KeccakSponge();
    private int at;
    private boolean padded;

    Hashing(byte[] text) {
      this.text = text;
    }

    @Override
    public long @Nullable [] next() {
      at += sponge.fill(text, at, text.length - at);
      if (sponge.isFull()) {
        return sponge.nextBlock();
      }
      if (!padded) {
        padded = true;
        return sponge.padded();
      }
      sponge.readPadded(digest, 0);
      return null;
    }

    void assertRight() {
      KeccakDigest expected = new KeccakDigest(256);
      expected.update(text, 0, text.length);
      byte[] hash = new byte[KeccakSponge.DIGEST_SIZE];
      expected.doFinal(hash, 0);
      assertThat(digest).isEqualTo(hash);
    }
  }

  private List<Hashing> texts(int count) {
    List<Hashing> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] text = new byte[random.nextInt(1_000)];
      random.nextBytes(text);
      all.add(new Hashing(text));
    }
    return all;
  }

  private void runAside() {
    while (!aside.isEmpty()) {
      aside.remove().run();
    }
  }

  private void haveVectorsUsed() {
    choice.doneWithout(LANES, MANY);
    runAside();
    calls = 0;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 9, 50})
  void shouldDoTasksAbreastAsOneByOne(int count) {
    haveVectorsUsed();
    for (int round = 0; round < 20; round++) {
      List<Hashing> some = texts(count);

      tasks.run(some);

      some.forEach(Hashing::assertRight);
    }
    assertThat(calls > 0).isEqualTo(count >= choice.fewest());
  }

  @Test
  void shouldDoTasksByVectorsOfThisJvm() {
    VectorChoice ofThisJvm = choice(VectorModule.permutation());
    ofThisJvm.doneWithout(LANES, MANY);
    runAside();
    List<Hashing> some = texts(30);

    new KeccakTasks(ofThisJvm).run(some);

    assertThat(ofThisJvm.fewest()).isEqualTo(2);
    some.forEach(Hashing::assertRight);
  }

  @Test
  void shouldUseVectorsWhenSoMuchWasDoneWithoutThatItPays() {
    choice.doneWithout(LANES, MANY / 4);
    assertThat(aside).isEmpty();

    choice.doneWithout(LANES, MANY);
    choice.doneWithout(LANES, MANY);
    assertThat(aside).hasSize(1);
    assertThat(choice.fewest()).isEqualTo(VectorChoice.NEVER);
    runAside();

    assertThat(choice.fewest()).isEqualTo(2);
    assertThat(choice.permutation()).isSameAs(permutation);
  }

  @Test
  void shouldNotCompileVectorsForFewTasks() {
    choice.doneWithout(1, MANY);

    assertThat(aside).isEmpty();
  }

  @Test
  void shouldCountWhatIsDoneWithoutVectors() {
    for (int round = 0; round < 100 && aside.isEmpty(); round++) {
      List<KeccakTask> some = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int[] left = {MANY / 100};
        long[] state = new long[KeccakF.LANES];
        some.add(() -> left[0]-- > 0 ? state : null);
      }
      tasks.run(some);
    }

    assertThat(aside).hasSize(1);
  }

  @Test
  void shouldDoWithoutVectorsWhereThereAreNone() {
    VectorChoice none = choice(Optional.empty());

    none.doneWithout(LANES, MANY);
    runAside();
    none.doneWithout(LANES, MANY);

    assertThat(aside).isEmpty();
    assertThat(none.fewest()).isEqualTo(VectorChoice.NEVER);
    assertThatThrownBy(none::permutation).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldGiveUpVectorsThatAreNotCompiledInSeconds() {
    nanosAReading = 1_000_000_000;

    haveVectorsUsed();

    assertThat(choice.fewest()).isEqualTo(VectorChoice.NEVER);
    choice.doneWithout(LANES, MANY);
    assertThat(aside).isEmpty();
  }

  @Test
  void shouldNotUseVectorsThatAreSlower() {
    VectorChoice slower = choice(Optional.of(new OneByOne(1)));

    slower.doneWithout(LANES, MANY);
    runAside();

    assertThat(slower.fewest()).isEqualTo(VectorChoice.NEVER);
  }

  @Test
  void shouldBeginAnewWhenWhatWasCompiledIsGone() {
    haveVectorsUsed();
    long far = 1_000_000_000;

    choice.done(1, far);
    choice.done(1, far);
    choice.done(1, 1);
    choice.done(1, far);
    choice.done(1, far);
    assertThat(choice.fewest()).as("not three in a row").isEqualTo(2);
    choice.done(1, far);
    assertThat(choice.fewest()).isEqualTo(VectorChoice.NEVER);
    haveVectorsUsed();

    assertThat(choice.fewest()).isEqualTo(2);
  }

  /** Otherwise the loop that does the tasks would stand still as long as those are. */
  @Test
  void shouldGiveUpVectorsInTheMiddleOfTasks() {
    haveVectorsUsed();
    nanosAReading = 1_000_000_000;
    List<Hashing> some = new ArrayList<>();
    for (int i = 0; i < LANES; i++) {
      some.add(new Hashing(new byte[100_000]));
    }

    tasks.run(some);

    assertThat(calls).isLessThan(100);
    assertThat(choice.fewest()).isEqualTo(VectorChoice.NEVER);
    some.forEach(Hashing::assertRight);
  }

  @Test
  void shouldUseNarrowVectorsForAllPairs() {
    VectorChoice ofNarrow = choice(Optional.of(new OneByOne(2)));
    ofNarrow.doneWithout(LANES, MANY);
    runAside();
    calls = 0;
    List<Hashing> four = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      four.add(new Hashing(new byte[i]));
    }

    new KeccakTasks(ofNarrow).run(four);

    assertThat(calls).isEqualTo(2);
    four.forEach(Hashing::assertRight);
  }

  @Test
  void shouldDoWithoutVectorsWhenNobodyCompilesThem() {
    VectorChoice closed =
        new VectorChoice(
            task -> {
              throw new RejectedExecutionException();
            },
            this::nextNanos);

    assertThatCode(() -> closed.doneWithout(LANES, MANY)).doesNotThrowAnyException();
  }

  /** Between two looks there may be nothing but what is done one by one. */
  @Test
  void shouldSayNothingOfVectorsThatWereNotCalled() {
    haveVectorsUsed();

    for (int i = 0; i < 10; i++) {
      choice.done(0, 1_000_000_000);
    }

    assertThat(choice.fewest()).isEqualTo(2);
  }
}

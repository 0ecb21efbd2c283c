// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.crypto.keccak.KeccakF;
import dev.shhnode.crypto.keccak.KeccakTask;
import dev.shhnode.crypto.keccak.KeccakTasks;
import dev.shhnode.crypto.keccak.VectorChoice;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** What is written in a turn is what each session would have written by itself. */
class FrameTurnTest {

  private static final int MAX_BYTES = 100_000;

  /** With vectors from the start, as a choice made by a clock by which they take no longer. */
  private static final KeccakTasks BY_VECTORS = byVectors();

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final FrameTurn turn = new FrameTurn(tasks::add, BY_VECTORS, MAX_BYTES);

  private static KeccakTasks byVectors() {
    long[] nanos = {0};
    KeccakTasks tasks = new KeccakTasks(new VectorChoice(Runnable::run, () -> nanos[0]++));
    long[] state = new long[KeccakF.LANES];
    int[] left = {1 << 20};
    KeccakTask much = () -> left[0]-- > 0 ? state : null;
    tasks.run(List.of(much, () -> null, () -> null, () -> null));
    return tasks;
  }

  /** A session by the turn, the same one by itself, and its other end. */
  private final class Pair {
    private final FrameCodec codec = FrameCodecs.ofInitiator();
    private final FrameCodec alone = FrameCodecs.ofInitiator();
    private final FrameCodec reader = FrameCodecs.ofRecipient();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
    private final List<Bytes> contents = new ArrayList<>();

    Pair() {
      reader.allowLargeFrames();
    }

    void write(byte[] content) {
      turn.add(frame(codec, content), written::writeBytes);
      expected.writeBytes(frame(alone, content).finish());
      contents.add(Bytes.wrap(content));
    }

    private OutgoingFrame frame(FrameCodec of, byte[] content) {
      byte[] padded = of.contentOf(content.length);
      System.arraycopy(content, 0, padded, 0, content.length);
      return of.write(padded, content.length);
    }

    void assertWritten() {
      assertThat(written.toByteArray()).isEqualTo(expected.toByteArray());
      reader.onBytes(written.toByteArray());
      for (Bytes content : contents) {
        assertThat(read()).isEqualTo(content);
      }
    }

    private Bytes read() {
      try {
        return FrameCodecs.read(reader).orElseThrow();
      } catch (DecodeException e) {
        throw new AssertionError(e);
      }
    }
  }

  private List<Pair> pairs(int count) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(new Pair());
    }
    return pairs;
  }

  private void endTurn() {
    assertThat(tasks).hasSizeLessThanOrEqualTo(1);
    tasks.forEach(Runnable::run);
    tasks.clear();
  }

  @Test
  void shouldWriteAFloodAtTheEndOfTheTurn() {
    Random random = new Random(1);
    List<Pair> pairs = pairs(25);
    for (int flood = 0; flood < 10; flood++) {
      byte[] content = new byte[random.nextInt(2_000)];
      random.nextBytes(content);
      pairs.forEach(pair -> pair.write(content));

      assertThat(pairs.get(0).written.size()).isLessThan(pairs.get(0).expected.size());
      endTurn();
    }

    pairs.forEach(Pair::assertWritten);
  }

  @Test
  void shouldKeepTheOrderOfFramesOfASession() {
    List<Pair> pairs = pairs(5);
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j <= i && j < pairs.size(); j++) {
        pairs.get(j).write(new byte[i * 100]);
      }
    }
    Collections.shuffle(pairs, new Random(1));

    endTurn();

    pairs.forEach(Pair::assertWritten);
  }

  @Test
  void shouldWriteInTheNextTurnWhatIsMadeWhileThisOneEnds() {
    Pair pair = new Pair();
    List<String> order = new ArrayList<>();
    OutgoingFrame first = pair.frame(pair.codec, new byte[1]);
    turn.add(
        first,
        bytes -> {
          order.add("first");
          turn.add(pair.frame(pair.codec, new byte[2]), later -> order.add("second"));
        });

    tasks.remove().run();
    assertThat(order).containsExactly("first");
    endTurn();

    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void shouldKeepNoMoreThanItsBound() {
    List<Pair> pairs = pairs(3);
    int kept = 0;
    for (int i = 0; i < 30; i++) {
      Pair pair = pairs.get(i % 3);
      pair.write(new byte[9_000]);
      kept = pairs.stream().mapToInt(each -> each.expected.size() - each.written.size()).sum();
      assertThat(kept).isLessThan(MAX_BYTES);
    }
    assertThat(kept).isPositive();

    tasks.forEach(Runnable::run);

    pairs.forEach(Pair::assertWritten);
  }

  /** What is written makes room for more of the same session. */
  @Test
  void shouldKeepTheOrderWhenMoreIsMadeThanItsBoundWhileItEnds() {
    Pair pair = new Pair();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int number = i;
      turn.add(
          pair.frame(pair.codec, new byte[10]),
          bytes -> {
            order.add(number);
            turn.add(pair.frame(pair.codec, new byte[MAX_BYTES]), later -> order.add(number + 2));
          });
    }

    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }

    assertThat(order).containsExactly(0, 1, 2, 3);
  }

  @Test
  void shouldNotKeepWhatIsWritten() {
    List<WeakReference<byte[]>> written = new ArrayList<>();
    List<Boolean> gone = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Pair pair = new Pair();
      turn.add(
          pair.frame(pair.codec, new byte[1_000]),
          bytes -> {
            System.gc();
            written.forEach(earlier -> gone.add(earlier.refersTo(null)));
            written.add(new WeakReference<>(bytes));
          });
    }

    endTurn();

    assertThat(gone.get(gone.size() - 2)).as("the first when the third is written").isTrue();
  }

  /** Each byte is a frame: for which of four sessions, and how long; 255 ends the turn. */
  @FuzzTest
  void shouldWriteAnyFramesInAnyTurns(byte[] plan) {
    List<Pair> pairs = pairs(4);
    for (byte step : plan) {
      if (step == -1) {
        endTurn();
      } else {
        pairs.get(step & 3).write(new byte[(step & 0xff) >> 2]);
      }
    }
    endTurn();

    pairs.forEach(Pair::assertWritten);
  }
}

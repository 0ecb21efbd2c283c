// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.SymmetricKey;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class WorkerOpeningTest {

  private static final int MANY = 3_000;
  private static final int LARGE = 40_000;
  private static final Source FLOODER = Source.BRIDGE;
  private static final Source HONEST = Source.MIX;
  private static final Bytes PAYLOAD = Bytes.of(1, 2, 3);

  private final SecureRandom random = new SecureRandom();
  private final KeyPair keyPair = KeyPair.generate(random);
  private final SymmetricKey key = SymmetricKey.generate(random);
  private final Envelope envelope =
      Envelope.of(
          WhisperVersion.V6,
          1_700_000_000,
          50,
          new Topic(7),
          MessageSealer.sealAsymmetric(
              WhisperVersion.V6,
              keyPair.publicKey(),
              PAYLOAD,
              Optional.empty(),
              Optional.empty(),
              random),
          0);
  private final Queue<Runnable> handedOver = new ArrayDeque<>();
  private final List<Bytes> opened = new ArrayList<>();
  private int room = Integer.MAX_VALUE;
  private final WorkerOpening opening =
      new WorkerOpening(Runnable::run, this::execute, ShhListener.NONE);

  private void execute(Runnable task) {
    if (handedOver.size() >= room) {
      throw new RejectedExecutionException();
    }
    handedOver.add(task);
  }

  @Test
  void shouldKeepThousandsOfEnvelopesFromTheQueueOfTheWorkers() {
    openMany();

    assertThat(handedOver).hasSize(WorkerOpening.MAX_UNDER_WAY);
    work();
    assertThat(opened).hasSize(MANY).containsOnly(PAYLOAD);
  }

  @Test
  void shouldLoseNothingAndRecoverWhenTheWorkersRefuse() {
    room = 10;

    openMany();
    work();
    boolean[] relieved = {false};
    opening.whenRelieved(FLOODER, () -> relieved[0] = true);

    assertThat(opened).hasSize(MANY).containsOnly(PAYLOAD);
    assertThat(relieved[0]).isTrue();
  }

  @Test
  void shouldOpenNoMoreThanOneInATurnOfTheLoopWhenTheWorkersRefuse() {
    Queue<Runnable> turns = new ArrayDeque<>();
    WorkerOpening refused =
        new WorkerOpening(
            turns::add,
            task -> {
              throw new RejectedExecutionException();
            },
            ShhListener.NONE);
    for (int i = 0; i < 5; i++) {
      refused.open(
          envelope, FLOODER, asymmetric(), (key, content) -> opened.add(content.payload()));
    }
    assertThat(opened).hasSize(1);

    turns.remove().run();

    assertThat(opened).hasSize(2);
    while (!turns.isEmpty()) {
      turns.remove().run();
    }
    assertThat(opened).hasSize(5);
  }

  @Test
  void shouldHoldBackTheFloodersAloneUntilTheWorkersCatchUp() {
    openMany();
    List<String> relieved = new ArrayList<>();

    opening.whenRelieved(FLOODER, () -> relieved.add("flooder"));
    opening.whenRelieved(HONEST, () -> relieved.add("honest"));

    assertThat(relieved).containsExactly("honest");
    work();
    assertThat(relieved).containsExactly("honest", "flooder");
  }

  @Test
  void shouldGiveTurnsToThoseWhoBringEnvelopes() {
    openMany();
    List<String> order = new ArrayList<>();
    opening.open(envelope, HONEST, asymmetric(), (key, content) -> order.add("honest"));

    for (int i = 0; i < WorkerOpening.MAX_UNDER_WAY + 2; i++) {
      handedOver.remove().run();
    }

    assertThat(order).containsExactly("honest");
    assertThat(opened).hasSizeLessThan(MANY);
  }

  @Test
  void shouldTryFewSymmetricKeysBeforeAllOthers() {
    openMany();
    boolean[] quick = {false};
    for (int i = 0; i < MANY; i++) {
      opening.open(large(), FLOODER, symmetric(), (key, content) -> {});
    }
    opening.open(sealed(), HONEST, symmetric(), (key, content) -> quick[0] = true);
    assertThat(quick[0]).as("on the spot").isTrue();

    opening.open(large(), HONEST, symmetric(), (key, content) -> {});
    int before = opened.size();
    for (int i = 0; i < 4 * WorkerOpening.MAX_UNDER_WAY; i++) {
      handedOver.remove().run();
    }

    assertThat(opened.size() - before)
        .as("the dear ones that were under way, and one in four of the rest")
        .isBetween(WorkerOpening.MAX_UNDER_WAY, 2 * WorkerOpening.MAX_UNDER_WAY);
  }

  @Test
  void shouldOpenOnTheSpotForAMillisecondInOneTurn() {
    int most = (int) WorkerOpening.MAX_INLINE_BYTES_OF_TURN / 1_024;
    for (int i = 0; i < 2 * most; i++) {
      opening.open(sealed(), FLOODER, symmetric(), (key, content) -> opened.add(content.payload()));
    }
    int inOneTurn = opened.size();
    assertThat(inOneTurn).isBetween(most / 2, most);

    opening.beginTurn();
    opening.open(sealed(), FLOODER, symmetric(), (key, content) -> opened.add(content.payload()));

    assertThat(opened).hasSize(inOneTurn + 1);
  }

  @Test
  void shouldBoundTheBytesThatWait() {
    boolean[] relieved = {false};
    for (int i = 0; i < WorkerOpening.MAX_BYTES / LARGE; i++) {
      opening.open(large(), FLOODER, asymmetric(), (key, content) -> {});
    }
    opening.whenRelieved(HONEST, () -> relieved[0] = true);

    assertThat(relieved[0]).isFalse();
    work();
    assertThat(relieved[0]).isTrue();
  }

  @Test
  void shouldGatherFewThousandKeysInATurn() {
    List<DecryptionKey> keys = Collections.nCopies(20_000, new DecryptionKey.Asymmetric(keyPair));
    int[] gathered = {0};
    CandidateKeys many =
        new CandidateKeys() {
          @Override
          public int atMost() {
            return keys.size();
          }

          @Override
          public List<DecryptionKey> now() {
            gathered[0]++;
            return keys;
          }
        };
    Queue<Runnable> turns = new ArrayDeque<>();
    WorkerOpening bounded = new WorkerOpening(turns::add, this::execute, ShhListener.NONE);

    for (int i = 0; i < 10; i++) {
      bounded.open(envelope, FLOODER, many, (key, content) -> {});
    }
    assertThat(gathered[0]).isOne();

    turns.remove().run();
    assertThat(gathered[0]).isEqualTo(2);
  }

  @Test
  void shouldSpreadManyKeysOverIdleWorkersAndTryEachOnce() {
    List<DecryptionKey> keys = new ArrayList<>();
    for (int i = 0; i < 41; i++) {
      keys.add(new DecryptionKey.Asymmetric(i == 40 ? keyPair : KeyPair.generate(random)));
    }
    int[] tried = {0};
    ShhListener counting =
        new ShhListener() {
          @Override
          public void onOpened(Envelope of, int keyCount, int matched) {
            tried[0] += keyCount;
          }
        };
    WorkerOpening four = new WorkerOpening(Runnable::run, this::execute, 4, counting);

    open(four, keys);
    assertThat(handedOver).hasSize(4);
    open(four, keys);
    assertThat(handedOver).as("nobody is idle").hasSize(5);
    work();
    open(four, keys.subList(0, 1));

    assertThat(handedOver).as("too few to be spread").hasSize(1);
    work();
    assertThat(opened).containsExactly(PAYLOAD, PAYLOAD);
    assertThat(tried[0]).isEqualTo(2 * keys.size() + 1);
  }

  private void open(WorkerOpening with, List<DecryptionKey> keys) {
    with.open(
        envelope, FLOODER, CandidateKeys.of(keys), (key, content) -> opened.add(content.payload()));
  }

  private Envelope sealed() {
    return Envelope.of(
        WhisperVersion.V6,
        1_700_000_000,
        50,
        new Topic(7),
        MessageSealer.sealSymmetric(
            WhisperVersion.V6, key, PAYLOAD, Optional.empty(), Optional.empty(), random),
        0);
  }

  private static Envelope large() {
    return Envelope.of(1_700_000_000, 50, new Topic(7), Bytes.wrap(new byte[LARGE]), 0);
  }

  private CandidateKeys asymmetric() {
    return CandidateKeys.of(List.of(new DecryptionKey.Asymmetric(keyPair)));
  }

  private CandidateKeys symmetric() {
    return CandidateKeys.of(List.of(new DecryptionKey.Symmetric(key)));
  }

  private void openMany() {
    for (int i = 0; i < MANY; i++) {
      opening.open(
          envelope, FLOODER, asymmetric(), (key, content) -> opened.add(content.payload()));
    }
  }

  private void work() {
    while (!handedOver.isEmpty()) {
      handedOver.remove().run();
    }
  }
}

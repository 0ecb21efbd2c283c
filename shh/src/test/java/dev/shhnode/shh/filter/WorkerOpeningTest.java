// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageSealer;
import dev.shhnode.envelope.Topic;
import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.ShhListener;
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
  private static final Bytes PAYLOAD = Bytes.of(1, 2, 3);

  private final SecureRandom random = new SecureRandom();
  private final KeyPair keyPair = KeyPair.generate(random);
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
    opening.whenRelieved(() -> relieved[0] = true);

    assertThat(opened).hasSize(MANY).containsOnly(PAYLOAD);
    assertThat(relieved[0]).isTrue();
  }

  @Test
  void shouldHoldBackWhoeverWaitsForReliefUntilTheWorkersCatchUp() {
    openMany();
    boolean[] relieved = {false};

    opening.whenRelieved(() -> relieved[0] = true);

    assertThat(relieved[0]).isFalse();
    work();
    assertThat(relieved[0]).isTrue();
  }

  @Test
  void shouldBoundTheBytesThatTheWorkersHave() {
    int size = 1 << 20;
    Envelope large = Envelope.of(1_700_000_000, 50, new Topic(7), Bytes.wrap(new byte[size]), 0);
    for (int i = 0; i < 20; i++) {
      opening.open(
          large,
          CandidateKeys.of(List.of(new DecryptionKey.Asymmetric(keyPair))),
          (key, content) -> opened.add(null));
    }
    boolean[] relieved = {false};
    opening.whenRelieved(() -> relieved[0] = true);

    assertThat(handedOver).hasSize((int) (WorkerOpening.MAX_BYTES_UNDER_WAY / size));
    assertThat(relieved[0]).isFalse();
    work();
    assertThat(relieved[0]).isTrue();
  }

  @Test
  void shouldGatherKeysOnlyForEnvelopesThatTheWorkersHave() {
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

    for (int i = 0; i < 1_000; i++) {
      opening.open(envelope, many, (key, content) -> opened.add(content.payload()));
    }

    long most =
        1
            + WorkerOpening.MAX_BYTES_UNDER_WAY
                / (keys.size() * (long) WorkerOpening.LISTED_KEY_BYTES);
    assertThat(gathered[0]).isBetween(1, (int) most);
    assertThat(handedOver).hasSize(gathered[0]);
  }

  private void openMany() {
    for (int i = 0; i < MANY; i++) {
      opening.open(
          envelope,
          CandidateKeys.of(List.of(new DecryptionKey.Asymmetric(keyPair))),
          (key, content) -> opened.add(content.payload()));
    }
  }

  private void work() {
    while (!handedOver.isEmpty()) {
      handedOver.remove().run();
    }
  }
}

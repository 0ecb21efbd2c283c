// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.DecodeException;
import dev.shhnode.rlpx.SessionPair.Named;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** A peer with keys sends what it likes when it likes: the session ends once, or goes on. */
class SessionFuzzTest {

  private static final int RANDOM_RUNS = 150;
  private static final int MAX_STEPS = 60;
  private static final int MAX_SIZE = 40;
  private static final List<Named> PROTOCOLS =
      List.of(Named.of("shh", 6, 128), Named.of("mix", 1, 5));

  @FuzzTest
  void shouldSurviveAnyPeer(FuzzedDataProvider data) throws DecodeException {
    new Story(bound -> data.consumeInt(0, bound - 1)).run();
  }

  /** The same without a fuzzer, in every build. */
  @Test
  void shouldSurviveRandomPeers() throws DecodeException {
    int received = 0;
    for (int seed = 0; seed < RANDOM_RUNS; seed++) {
      Story story = new Story(new Random(seed)::nextInt);
      story.run();
      received += story.bob.received.size();
    }
    assertThat(received).as("packets that came through").isGreaterThan(RANDOM_RUNS);
  }

  private static final class Story {
    private final IntUnaryOperator choice;
    private final SessionPair.End bob = new SessionPair(List.of(), PROTOCOLS).bob;
    private final BareLink peer;
    private long nanos = 1_000;
    private boolean ended;
    private int receivedAtEnd;

    Story(IntUnaryOperator choice) throws DecodeException {
      this.choice = choice;
      this.peer = new BareLink(bob, nanos);
    }

    private int choose(int bound) {
      return choice.applyAsInt(bound);
    }

    void run() throws DecodeException {
      if (choose(4) > 0) {
        peer.exchange(peer.hello(4 + choose(2), Named.of("shh", 6, 128).capability()), nanos);
      }
      for (int i = choose(MAX_STEPS); i >= 0; i--) {
        step();
        check();
      }
      bob.session.onSocketClosed();
      assertThat(bob.ended).isNotEmpty();
      check();
    }

    private void step() {
      switch (choose(10)) {
        case 0, 1, 2 -> peer.send(BaseCode.COUNT + choose(140), bytes(), nanos);
        case 3 -> peer.send(choose(BaseCode.COUNT), bytes(), nanos);
        case 4 -> peer.sendFrame(bytes().toArray(), nanos);
        case 5 -> peer.send(BaseCode.PING, Bytes.of(0xc0), nanos);
        case 6 -> pass();
        case 7 -> bob.session.pause();
        case 8 -> bob.session.resume(nanos);
        default -> other();
      }
      while (bob.session.isBehind() && choose(3) > 0) {
        bob.session.proceed(nanos);
      }
    }

    private void other() {
      switch (choose(6)) {
        case 0 -> bob.session.onBytes(bytes().toArray(), nanos);
        case 1 -> bob.stuck = !bob.stuck;
        case 2 -> bob.breakOnPacket = choose(4) == 1;
        case 3 -> bob.session.disconnect(DisconnectReason.QUITTING, "test", nanos);
        case 4 -> bob.onPacket = choose(2) == 0 ? bob.session::pause : () -> {};
        default -> {
          if (!bob.senders.isEmpty()) {
            bob.senders.get(0).send(choose(128), bytes(), () -> {});
          }
        }
      }
    }

    private void pass() {
      nanos += TimeUnit.MILLISECONDS.toNanos(choose(20_000));
      bob.session.onTime(nanos);
    }

    private Bytes bytes() {
      byte[] bytes = new byte[choose(MAX_SIZE)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) choose(256);
      }
      return Bytes.wrap(bytes);
    }

    private void check() {
      assertThat(bob.endings).isLessThanOrEqualTo(1);
      long closed = bob.received.stream().filter(each -> each.endsWith(" closed")).count();
      if (bob.endings == 0) {
        assertThat(closed).isZero();
        return;
      }
      assertThat(bob.session.isActive()).isFalse();
      assertThat(closed).as("sub-protocols that were told").isEqualTo(bob.opened.size());
      assertThat(bob.session.bufferedBytes()).as("what nobody will read").isZero();
      if (ended) {
        assertThat(bob.received).hasSize(receivedAtEnd);
      }
      ended = true;
      receivedAtEnd = bob.received.size();
    }
  }
}

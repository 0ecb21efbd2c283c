// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.peers.PeerTableTest.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Candidates that come, move and go while dials fail, succeed and end, in any order. */
class DialerFuzzTest {

  private static final int NODES = 4;
  private static final int PLACES = 2;
  private static final int STEPS = 2_000;
  private static final PublicKey SELF = DialerTest.idOf(99);

  /** Half a minute of backoff, or a second until a look at the table. */
  private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(30);

  private static final long MIN_BACKOFF = TimeUnit.MILLISECONDS.toNanos(500);

  @FuzzTest
  void shouldKeepItsRulesWhateverHappens(FuzzedDataProvider data) {
    Story story = new Story(bound -> data.consumeInt(0, bound - 1), data.consumeBoolean());
    while (data.remainingBytes() > 0) {
      story.step();
    }
    story.end();
  }

  /** The same without a fuzzer, in every build. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldKeepItsRulesInAnyOrder(long seed) {
    tellStory(seed, false);
  }

  /** And where no more may be dialled than there is room for. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldKeepWithinTheRoomInAnyOrder(long seed) {
    tellStory(seed, true);
  }

  private static void tellStory(long seed, boolean withinRoom) {
    Story story = new Story(new Random(seed)::nextInt, withinRoom);
    for (int i = 0; i < STEPS; i++) {
      story.step();
    }
    story.end();
    assertThat(story.dialled).as("dials").isGreaterThan(STEPS / 40);
  }

  private static final class Story {
    private final IntUnaryOperator choice;
    private final boolean withinRoom;
    private final StaticNodes nodes = new StaticNodes();
    private final PeerTable<Link> table = new PeerTable<>(SELF, PLACES, Admission.allOf());
    private final Dialer dialer;
    private final List<Dialer.Dial> underWay = new ArrayList<>();
    private final Map<Dialer.Dial, Link> connected = new HashMap<>();
    private final Map<Enode, Long> lost = new HashMap<>();
    private final Map<PublicKey, Link> inbound = new LinkedHashMap<>();
    private long now = Long.MIN_VALUE;
    private int dialled;

    Story(IntUnaryOperator choice, boolean withinRoom) {
      this.choice = choice;
      this.withinRoom = withinRoom;
      Random backoff = new Random(choose(100));
      this.dialer =
          withinRoom
              ? Dialer.withinRoom(nodes, table, backoff, id -> false)
              : new Dialer(List.of(nodes), table, backoff);
    }

    private int choose(int bound) {
      return choice.applyAsInt(bound);
    }

    void step() {
      switch (choose(10)) {
        case 0 -> nodes.add(node());
        case 1 -> nodes.remove(id());
        case 2 -> trustOrNot();
        case 3 -> comeOrGo();
        case 4, 5 -> over(choose(8));
        case 6 -> connect(choose(8));
        default -> now += TimeUnit.MILLISECONDS.toNanos(choose(3) == 0 ? 40_000 : choose(1_500));
      }
      runDialer();
    }

    private PublicKey id() {
      return DialerTest.idOf(1 + choose(NODES));
    }

    private Enode node() {
      return new Enode(id(), "10.0.0." + choose(2), 30303, 0);
    }

    private void trustOrNot() {
      if (choose(4) == 0) {
        table.trust(id());
      } else {
        table.distrust(id());
      }
    }

    /** Somebody dials us, or a connection of that kind ends. */
    private void comeOrGo() {
      PublicKey id = id();
      Link present = inbound.remove(id);
      Link link = new Link(true, "10.0.0.1");
      if (present != null) {
        table.release(present);
      } else if (table.activate(id, link).isEmpty()) {
        inbound.put(id, link);
      }
    }

    private void connect(int which) {
      if (which < underWay.size()) {
        Dialer.Dial dial = underWay.get(which);
        Link link = new Link(false, "10.0.0.1");
        if (!connected.containsKey(dial) && table.admit(dial.node().id(), link).isEmpty()) {
          connected.put(dial, link);
        }
      }
    }

    /** A dial fails, or its connection is lost. */
    private void over(int which) {
      if (which < underWay.size()) {
        Dialer.Dial dial = underWay.remove(which);
        Link link = connected.remove(dial);
        if (link != null) {
          table.release(link);
        }
        lost.put(dial.node(), now);
        dialer.onOver(dial, now);
      }
    }

    private void runDialer() {
      boolean hadRoom = table.hasRoom();
      for (Dialer.Dial dial : dialer.due(now)) {
        PublicKey id = dial.node().id();
        assertThat(nodes.nodes()).contains(dial.node());
        assertThat(table.contains(id)).isFalse();
        assertThat(hadRoom || table.isTrusted(id)).isTrue();
        assertThat(underWay).extracting(Dialer.Dial::node).doesNotContain(dial.node());
        if (lost.containsKey(dial.node())) {
          assertThat(now - lost.get(dial.node())).isGreaterThanOrEqualTo(MIN_BACKOFF);
        }
        underWay.add(dial);
        dialled++;
        assertThat(!withinRoom || dialsWithoutPlace() <= table.room()).isTrue();
      }
      dialer
          .nextDeadline()
          .ifPresent(deadline -> assertThat(deadline - now).isBetween(1L, MAX_WAIT));
    }

    private long dialsWithoutPlace() {
      return underWay.stream().filter(dial -> !table.contains(dial.node().id())).count();
    }

    /** Once all connections have ended every candidate is dialled in time. */
    void end() {
      while (!underWay.isEmpty()) {
        over(0);
      }
      List.copyOf(table.connections()).forEach(table::release);
      runDialer();
      long deadline = now + MAX_WAIT;
      while (dialer.nextDeadline().isPresent() && now - deadline < 0) {
        now = dialer.nextDeadline().getAsLong();
        runDialer();
      }
      if (withinRoom && nodes.nodes().size() > PLACES) {
        assertThat(underWay).hasSize(PLACES);
      } else {
        assertThat(underWay)
            .extracting(Dialer.Dial::node)
            .containsExactlyInAnyOrderElementsOf(nodes.nodes());
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.crypto.PrivateKey;
import dev.shhnode.crypto.PublicKey;
import dev.shhnode.rlpx.peers.PeerTableTest.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

/** On a clock that tests set. */
class DialerTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Enode ALICE = node(1, "10.0.0.1");
  private static final Enode ALICE_MOVED = node(1, "10.0.0.9");
  private static final Enode BOB = node(2, "10.0.0.2");
  private static final Enode CAROL = node(3, "10.0.0.3");
  private static final Enode DAVE = node(4, "10.0.0.4");

  private final StaticNodes nodes = new StaticNodes();
  private final PeerTable<Link> table = new PeerTable<>(idOf(99), 1, Admission.allOf());
  private PeerTable<Link> links = table;
  private final Dialer dialer = new Dialer(List.of(nodes), table, new Random(1));

  /** Such that the clock overflows during the tests. */
  private long now = Long.MAX_VALUE - SECOND.toNanos();

  static PublicKey idOf(int secret) {
    return KeyPair.of(PrivateKey.of(Bytes32.leftPad(Bytes.of(secret)))).publicKey();
  }

  static Enode node(int secret, String host) {
    return new Enode(idOf(secret), host, 30303, 0);
  }

  private static Link link(boolean inbound) {
    return new Link(inbound, "10.0.0.1");
  }

  private List<Enode> due() {
    return dialer.due(now).stream().map(Dialer.Dial::node).toList();
  }

  private Dialer.Dial onlyDial() {
    List<Dialer.Dial> due = dialer.due(now);
    assertThat(due).hasSize(1);
    return due.get(0);
  }

  private void pass(Duration duration) {
    now += duration.toNanos();
  }

  private Duration untilDeadline() {
    return Duration.ofNanos(dialer.nextDeadline().orElseThrow() - now);
  }

  @Test
  void shouldDialANewNodeAtOnceAndOnce() {
    nodes.add(ALICE);

    assertThat(due()).containsExactly(ALICE);

    pass(Duration.ofDays(1));
    assertThat(due()).isEmpty();
    assertThat(dialer.nextDeadline()).isEmpty();
  }

  @Test
  void shouldDialAgainAfterABackoffWhenADialHasFailed() {
    nodes.add(ALICE);
    Dialer.Dial dial = onlyDial();
    for (long step : new long[] {1, 2, 4, 8, 16, 30, 30}) {
      pass(Duration.ofSeconds(5));
      dialer.onOver(dial, now);

      assertThat(untilDeadline())
          .isBetween(Duration.ofSeconds(step).dividedBy(2), Duration.ofSeconds(step));
      pass(untilDeadline().minusNanos(1));
      assertThat(due()).isEmpty();
      pass(Duration.ofNanos(1));
      assertThat(onlyDial()).isSameAs(dial);
    }
  }

  @Test
  void shouldDialAgainSoonWhenAConnectionHasLasted() {
    nodes.add(ALICE);
    Dialer.Dial dial = onlyDial();
    for (Duration lasted : List.of(SECOND, SECOND, Dialer.PROOF.minusNanos(1))) {
      pass(lasted);
      dialer.onOver(dial, now);
      pass(untilDeadline());
      onlyDial();
    }
    pass(Dialer.PROOF);

    dialer.onOver(dial, now);

    assertThat(untilDeadline()).isLessThanOrEqualTo(SECOND);
  }

  @Test
  void shouldLookAgainASecondLaterWhenANodeIsConnected() {
    Link fromAlice = link(true);
    table.activate(ALICE.id(), fromAlice);
    nodes.add(ALICE);

    assertThat(due()).isEmpty();
    assertThat(untilDeadline()).isEqualTo(Dialer.CHECK);
    table.release(fromAlice);

    assertThat(due()).isEmpty();
    pass(Dialer.CHECK);
    assertThat(due()).containsExactly(ALICE);
  }

  @Test
  void shouldDialNobodyButTrustedNodesWhenAllPlacesAreTaken() {
    table.activate(idOf(50), link(true));
    table.trust(BOB.id());
    nodes.add(ALICE);
    nodes.add(BOB);

    assertThat(due()).containsExactly(BOB);
  }

  @Test
  void shouldDialTheNewAddressOfANodeAtOnceAndThatAlone() {
    nodes.add(ALICE);
    Dialer.Dial old = onlyDial();
    nodes.add(ALICE_MOVED);

    assertThat(due()).containsExactly(ALICE_MOVED);

    dialer.onOver(old, now);
    pass(Duration.ofMinutes(1));
    assertThat(due()).isEmpty();
  }

  @Test
  void shouldDialNoMoreWhoIsNoCandidate() {
    nodes.add(ALICE);
    Dialer.Dial dial = onlyDial();
    nodes.remove(ALICE.id());
    assertThat(due()).isEmpty();

    dialer.onOver(dial, now);
    pass(Duration.ofMinutes(1));

    assertThat(due()).isEmpty();
    assertThat(dialer.nextDeadline()).isEmpty();
  }

  @Test
  void shouldNotDialTwiceAtATimeWhoBecomesACandidateAgain() {
    nodes.add(ALICE);
    Dialer.Dial dial = onlyDial();
    nodes.remove(ALICE.id());
    due();
    nodes.add(ALICE);

    assertThat(due()).isEmpty();

    dialer.onOver(dial, now);
    pass(untilDeadline());
    assertThat(due()).containsExactly(ALICE);
  }

  @Test
  void shouldDialANodeAsNewThatItWasToForget() {
    nodes.add(ALICE);
    Dialer.Dial old = onlyDial();

    dialer.forget(ALICE.id());

    assertThat(due()).containsExactly(ALICE);
    dialer.onOver(old, now);
    pass(Duration.ofMinutes(1));
    assertThat(due()).isEmpty();
  }

  @Test
  void shouldDialTheAddressOfTheFirstSourceThatNamesANode() {
    Dialer ofTwo =
        new Dialer(
            List.of(() -> List.of(ALICE), () -> List.of(ALICE_MOVED, BOB)), table, new Random(1));

    assertThat(ofTwo.due(now)).extracting(Dialer.Dial::node).containsExactly(ALICE, BOB);
  }

  private Dialer withinRoom(int places, List<Enode> candidates) {
    return Dialer.withinRoom(
        () -> candidates, tableOf(places), new Random(1), id -> id.equals(CAROL.id()));
  }

  private PeerTable<Link> tableOf(int places) {
    links = new PeerTable<>(idOf(99), places, Admission.allOf());
    return links;
  }

  private static List<Enode> nodesOf(List<Dialer.Dial> dials) {
    return dials.stream().map(Dialer.Dial::node).toList();
  }

  @Test
  void shouldHaveNoMoreDialsUnderWayThanThereIsRoomFor() {
    List<Enode> candidates = new ArrayList<>(List.of(ALICE, BOB, DAVE));
    Dialer dialer = withinRoom(2, candidates);

    List<Dialer.Dial> first = dialer.due(now);
    assertThat(nodesOf(first)).containsExactly(ALICE, BOB);
    Link toAlice = link(false);
    links.admit(ALICE.id(), toAlice);
    assertThat(dialer.due(now)).isEmpty();
    assertThat(Duration.ofNanos(dialer.nextDeadline().orElseThrow() - now)).isEqualTo(Dialer.CHECK);

    links.admit(BOB.id(), link(false));
    assertThat(dialer.due(now)).isEmpty();
    links.release(toAlice);
    dialer.onOver(first.get(0), now);
    assertThat(nodesOf(dialer.due(now))).containsExactly(DAVE);
  }

  @Test
  void shouldGiveARoomThatADialHasNotFilledToTheNextAtOnce() {
    Dialer dialer = withinRoom(1, List.of(ALICE, BOB));
    List<Dialer.Dial> toAlice = dialer.due(now);

    assertThat(dialer.due(now)).isEmpty();
    dialer.onOver(toAlice.get(0), now);

    assertThat(nodesOf(dialer.due(now))).containsExactly(BOB);
  }

  @Test
  void shouldDialNobodyWhoIsReachedOtherwise() {
    Dialer dialer = withinRoom(1, List.of(CAROL, ALICE));

    assertThat(nodesOf(dialer.due(now))).containsExactly(ALICE);
    pass(Dialer.CHECK);
    assertThat(dialer.due(now)).isEmpty();
  }

  @Test
  void shouldDialNobodyOftenerWhoComesAndGoes() {
    List<Enode> candidates = new ArrayList<>(List.of(ALICE));
    Dialer dialer = withinRoom(5, candidates);
    dialer.onOver(dialer.due(now).get(0), now);
    long due = dialer.nextDeadline().orElseThrow();

    candidates.clear();
    assertThat(dialer.due(now)).isEmpty();
    candidates.add(ALICE);
    now = due - 1;
    assertThat(dialer.due(now)).isEmpty();
    now = due;
    assertThat(nodesOf(dialer.due(now))).containsExactly(ALICE);
  }

  @Test
  void shouldForgetWhoIsNoCandidateWhenItsTimeHasCome() {
    List<Enode> candidates = new ArrayList<>(List.of(ALICE, BOB));
    Dialer dialer = withinRoom(1, candidates);
    dialer.onOver(dialer.due(now).get(0), now);
    candidates.clear();
    dialer.due(now);
    now = dialer.nextDeadline().orElseThrow();

    assertThat(dialer.due(now)).isEmpty();
    assertThat(dialer.nextDeadline()).isEmpty();
  }
}

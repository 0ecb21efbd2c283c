// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.mix.directory.TestMix;
import org.junit.jupiter.api.Test;

class PoolFloorTest {

  private static final long MILLI = 1_000_000L;
  private static final int MANY_MIXES = 10;

  /** So short that nothing else leaves meanwhile. */
  private static final long STAY = 0;

  private final PoolFloor floor = new PoolFloor(0);

  private void arrive(int packets, int senders, long now) {
    for (int i = 0; i < packets; i++) {
      floor.onPacket(TestMix.of(i % senders).id(), now);
    }
  }

  @Test
  void shouldSendDecoysWithAPacketThatIsAlone() {
    arrive(1, 1, 0);

    assertThat(floor.decoysDue(MANY_MIXES, STAY, 0)).isEqualTo(PoolFloor.DECOYS);
  }

  @Test
  void shouldSendNoneWhereEnoughPacketsOfEnoughPeersHaveCome() {
    arrive(PoolFloor.PACKETS, PoolFloor.LINKS, 0);

    assertThat(floor.decoysDue(MANY_MIXES, STAY, 0)).isZero();
  }

  @Test
  void shouldSendSomeWhereAPacketIsMissing() {
    arrive(PoolFloor.PACKETS - 1, PoolFloor.LINKS, 0);

    assertThat(floor.decoysDue(MANY_MIXES, STAY, 0)).isEqualTo(PoolFloor.DECOYS);
  }

  /** One peer may send any number of packets to be alone with another's. */
  @Test
  void shouldSendSomeWherePacketsAreOfTooFewPeers() {
    arrive(1_000, PoolFloor.LINKS - 1, 0);

    assertThat(floor.decoysDue(MANY_MIXES, STAY, 0)).isEqualTo(PoolFloor.DECOYS);
  }

  @Test
  void shouldAskForAllPeersWhereThereAreFewer() {
    arrive(PoolFloor.PACKETS, 2, 0);

    assertThat(floor.decoysDue(2, STAY, 0)).isZero();
    assertThat(floor.decoysDue(3, STAY, 0)).isEqualTo(PoolFloor.DECOYS);
  }

  @Test
  void shouldForgetPacketsThatHaveLeftByNow() {
    arrive(PoolFloor.PACKETS, PoolFloor.LINKS, 0);

    assertThat(floor.decoysDue(MANY_MIXES, STAY, 800 * MILLI)).isZero();
    assertThat(floor.decoysDue(MANY_MIXES, STAY, 800 * MILLI + 1)).isEqualTo(PoolFloor.DECOYS);
  }

  @Test
  void shouldRememberTheLatestOfVeryManyPackets() {
    arrive(2_000, PoolFloor.LINKS, 0);

    assertThat(floor.decoysDue(MANY_MIXES, STAY, 0)).isZero();
  }

  @Test
  void shouldSendNoMoreThanABoundedNumberOfDecoys() {
    int burst = 0;
    for (int i = 0; i < 100; i++) {
      burst += floor.decoysDue(MANY_MIXES, STAY, 0);
    }
    int second = 0;
    for (int i = 1; i <= 100; i++) {
      second += floor.decoysDue(MANY_MIXES, STAY, 10L * i * MILLI);
    }

    assertThat(burst).isEqualTo(20);
    assertThat(second).isBetween(9, 10);
  }

  /** There was no path for them, or no link. */
  @Test
  void shouldNotCountDecoysThatDidNotLeave() {
    assertThat(floor.decoysDue(MANY_MIXES, STAY, 0)).isEqualTo(PoolFloor.DECOYS);
    floor.onDecoy(0);

    assertThat(floor.decoysDue(MANY_MIXES, 400 * MILLI, 1)).isEqualTo(PoolFloor.DECOYS - 1);
  }

  @Test
  void shouldCountDecoysThatLeftWhileThePacketWasHere() {
    for (int decoy = 0; decoy < PoolFloor.DECOYS; decoy++) {
      floor.onDecoy(0);
    }

    assertThat(floor.decoysDue(MANY_MIXES, 400 * MILLI, 399 * MILLI)).isZero();
    assertThat(floor.decoysDue(MANY_MIXES, 400 * MILLI, 400 * MILLI))
        .as("those left before it came")
        .isEqualTo(PoolFloor.DECOYS);
  }
}

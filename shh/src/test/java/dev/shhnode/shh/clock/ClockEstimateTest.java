// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ClockOffset;
import dev.shhnode.shh.ShhListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockEstimateTest {

  private static final long START = 1_700_000_000;
  private static final int TTL = 50;
  private static final boolean GETH = false;
  private static final boolean OURS = true;

  private final List<Optional<ClockOffset>> told = new ArrayList<>();
  private final ClockEstimate clock =
      new ClockEstimate(
          new ShhListener() {
            @Override
            public void onClockOffset(Optional<ClockOffset> offset) {
              told.add(offset);
            }
          });

  /** Seconds since the start. */
  private long past;

  /** What this machine's clock shows in excess of the true time. */
  private long error;

  private Moment now() {
    return new Moment(
        START + past + error + clock.correctionSeconds(), TimeUnit.SECONDS.toNanos(past));
  }

  private void connect(String... places) {
    for (String place : places) {
      clock.connected(place, GETH, now());
    }
  }

  /** A second in which each place brings what was sealed {@code age} seconds ago. */
  private void second(long age, String... places) {
    for (String place : places) {
      bring(place, age, TTL);
    }
    past++;
    clock.onTime(now());
  }

  private void seconds(int count, long age, String... places) {
    for (int i = 0; i < count; i++) {
      second(age, places);
    }
  }

  private void bring(String place, long age, int ttl) {
    Envelope envelope = Envelope.of(START + past - age + ttl, ttl, new Topic(7), Bytes.of(1), 0);
    clock.onEnvelope(place, envelope, now());
  }

  /** They may even bring what passes for fresh, and have it passed on by the honest ones. */
  @ParameterizedTest
  @ValueSource(longs = {-600, -56, -9, 600})
  void shouldNotBeMovedByLiarsInManyPlacesWhileTwoAgreeWithIt(long lie) {
    connect("a", "b");
    List<String> liars = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      liars.add("liar " + i);
      connect("liar " + i);
    }
    for (int i = 0; i < 300; i++) {
      liars.forEach(liar -> bring(liar, lie, TTL));
      second(i % 2 == 0 ? 0 : Math.max(-9, Math.min(9, lie)), "a", "b");
    }

    assertThat(clock.correctionSeconds()).isZero();
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600, -11, -900, 900})
  void shouldCorrectAClockThatIsWrong(long wrongBy) {
    error = wrongBy;
    connect("a", "b", "c");

    seconds(70, 0, "a", "b", "c");

    assertThat(clock.correctionSeconds()).isEqualTo(-wrongBy);
    assertThat(clock.offset()).contains(new ClockOffset(-wrongBy, true));
    assertThat(told).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600})
  void shouldCorrectAClockThatIsFarOffWithinSeconds(long wrongBy) {
    error = wrongBy;
    connect("a");

    seconds(6, 2, "a");

    assertThat(clock.correctionSeconds()).isEqualTo(-wrongBy - 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {-10, -5, 0, 5, 10})
  void shouldLeaveAClockAloneThatIsRightEnough(long wrongBy) {
    error = wrongBy;
    connect("a", "b", "c");

    seconds(200, 0, "a", "b", "c");

    assertThat(clock.correctionSeconds()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void shouldFollowNobodyFurtherThanTheBound() {
    error = -901;
    connect("a");

    seconds(70, 0, "a");

    assertThat(clock.correctionSeconds()).isZero();
    assertThat(clock.offset()).contains(new ClockOffset(901, false));
  }

  @Test
  void shouldTakeTimesThatNoClockShowsForTheWorstOfAll() {
    connect("a");
    for (int i = 0; i < 10; i++) {
      clock.onEnvelope("a", Envelope.of(0xffff_ffffL, 1, new Topic(7), Bytes.of(1), 0), now());
      second(0, "b");
    }

    assertThat(clock.correctionSeconds()).isZero();
    assertThat(clock.offset()).contains(new ClockOffset(Duration.ofDays(1).toSeconds(), false));
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600})
  void shouldNotBeMovedByALiarAmongThreeHonestPeers(long lie) {
    connect("a", "b", "liar");

    for (int i = 0; i < 200; i++) {
      bring("liar", lie, TTL);
      second(1, "a", "b");
    }

    assertThat(clock.correctionSeconds()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void shouldNotBeMovedByALiarWhileHonestPeersHaveNothingToSay() {
    connect("a", "b", "liar");

    seconds(200, -600, "liar");

    assertThat(clock.correctionSeconds()).isZero();
  }

  @Test
  void shouldNotBeMovedByOneOfTwo() {
    connect("a", "liar");

    for (int i = 0; i < 200; i++) {
      bring("liar", -600, TTL);
      second(0, "a");
    }

    assertThat(clock.correctionSeconds()).isZero();
  }

  @Test
  void shouldNotBeHeldUpByALiar() {
    error = 600;
    connect("a", "b", "liar");

    for (int i = 0; i < 70; i++) {
      bring("liar", -error, TTL);
      second(0, "a", "b");
    }

    assertThat(clock.correctionSeconds()).isEqualTo(-600);
  }

  @Test
  void shouldGiveOneVoteToPeersOfOnePlace() {
    connect("a", "b", "liars", "liars", "liars", "liars");

    for (int i = 0; i < 100; i++) {
      bring("liars", -600, TTL);
      bring("liars", -600, TTL);
      second(0, "a", "b");
    }

    assertThat(clock.correctionSeconds()).isZero();
  }

  @Test
  void shouldNotWaitForWhoHasBeenSilentForLong() {
    error = -600;
    connect("a", "silent");
    seconds(100, 0, "a");
    assertThat(clock.correctionSeconds()).isZero();

    seconds(300, 0, "a");

    assertThat(clock.correctionSeconds()).isEqualTo(600);
  }

  @Test
  void shouldNotTakeLateEnvelopesForAClock() {
    connect("a");

    for (int i = 0; i < 45; i++) {
      bring("a", 45 - i, TTL);
      past++;
      clock.onTime(now());
    }
    seconds(300, 9, "a");

    assertThat(clock.correctionSeconds()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void shouldNotTakeALongLivedBacklogForAClock() {
    connect("a");

    for (int i = 0; i < 20; i++) {
      bring("a", 500 + i, 86_400);
      past++;
      clock.onTime(now());
    }

    assertThat(clock.correctionSeconds()).isZero();
  }

  @Test
  void shouldSeeFromLongLivedEnvelopesThatItIsAhead() {
    error = 300;
    connect("a");

    for (int i = 0; i < 70; i++) {
      bring("a", i % 5, 86_400);
      past++;
      clock.onTime(now());
    }

    assertThat(clock.correctionSeconds()).isEqualTo(-300);
  }

  @Test
  void shouldKnowNothingOfThreeEnvelopesOfOneBurst() {
    error = -600;
    connect("a");
    bring("a", 0, TTL);
    bring("a", 0, TTL);
    bring("a", 0, TTL);

    clock.onTime(now());

    assertThat(clock.correctionSeconds()).isZero();
  }

  @Test
  void shouldRememberAPeerThatHangsUpAgainAndAgain() {
    error = -600;

    for (int i = 0; i < 3; i++) {
      connect("a");
      bring("a", 0, TTL);
      clock.closed("a");
      seconds(20, 0);
    }

    assertThat(clock.correctionSeconds()).isEqualTo(600);
  }

  @Test
  void shouldNotAskPeersThatAreGone() {
    connect("gone");
    bring("gone", -600, TTL);
    seconds(2, 0);
    bring("gone", -600, TTL);
    clock.closed("gone");
    seconds(62, 0);
    connect("a");

    seconds(10, 0, "a");
    assertThat(clock.correctionSeconds()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void shouldKeepTheCorrectionWhenNobodyIsThere() {
    error = -600;
    connect("a");
    seconds(10, 0, "a");

    clock.closed("a");
    seconds(2_000, 0);

    assertThat(clock.correctionSeconds()).isEqualTo(600);
  }

  @Test
  void shouldStartAnewWhenTheClockIsSet() {
    error = -600;
    connect("a", "b", "c");
    seconds(20, 0, "a", "b", "c");
    assertThat(clock.correctionSeconds()).isEqualTo(600);

    error = 0;
    second(0);

    assertThat(clock.correctionSeconds()).isZero();
    seconds(100, 0, "a", "b", "c");
    assertThat(clock.correctionSeconds()).isZero();
    assertThat(told).containsExactly(Optional.of(new ClockOffset(600, true)), Optional.empty());
  }

  @Test
  void shouldEndACorrectionOnlyWhenItIsSmall() {
    error = -14;
    connect("a");
    seconds(200, 0, "a");
    assertThat(clock.correctionSeconds()).isEqualTo(14);

    drift(-8);
    assertThat(clock.correctionSeconds()).isBetween(5L, 11L);

    drift(-3);
    assertThat(clock.correctionSeconds()).isZero();
  }

  /** The clock is slewed, a second a minute. */
  private void drift(long to) {
    while (error != to) {
      error += Long.signum(to - error);
      seconds(60, 0, "a");
    }
    seconds(200, 0, "a");
  }

  @Test
  void shouldTellAgainWhenTheErrorHasChangedByMoreThanAMinute() {
    error = -300;
    connect("a");
    seconds(20, 0, "a");
    seconds(300, 50, "a");
    assertThat(told).hasSize(1);

    seconds(300, 70, "a");

    assertThat(told).hasSize(2);
  }

  @Test
  void shouldMeetAPeerOfItsOwnKindHalfWay() {
    error = -600;
    clock.connected("a", OURS, now());

    seconds(5, 0, "a");
    assertThat(clock.correctionSeconds()).isEqualTo(300);
    seconds(60, 0, "a");

    assertThat(clock.correctionSeconds()).isBetween(597L, 600L);
  }

  @Test
  void shouldRememberABoundedNumberOfPlaces() {
    ClockWitnesses witnesses = new ClockWitnesses();
    for (int i = 0; i < 10_000; i++) {
      witnesses.connected(i, GETH, i);
      witnesses.closed(i);
    }

    assertThat(witnesses.size()).isEqualTo(ClockWitnesses.MAX_PLACES);
  }
}

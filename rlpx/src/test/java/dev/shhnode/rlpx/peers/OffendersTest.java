// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rlpx.Offence;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OffendersTest {

  private static final double MOST = 2.5;

  private final Offenders<String> offenders = new Offenders<>(MOST, 3);
  private long now = Long.MAX_VALUE - 5;

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private boolean offends(String who) {
    return offenders.add(who, Offence.MALFORMED_PACKET, now);
  }

  private Duration left(String who) {
    return offenders.bans(now).stream()
        .filter(ban -> ban.who().equals(who))
        .findFirst()
        .orElseThrow()
        .left();
  }

  @Test
  void shouldBanWithTheThirdOffence() {
    assertThat(offends("mallory")).isFalse();
    assertThat(offends("mallory")).isFalse();
    assertThat(offenders.isBanned("mallory", now)).isFalse();

    assertThat(offends("mallory")).isTrue();

    assertThat(offenders.isBanned("mallory", now)).isTrue();
    assertThat(offenders.isBanned("bob", now)).isFalse();
    assertThat(offenders.bans(now))
        .containsExactly(
            new Offenders.Ban<>("mallory", Offence.MALFORMED_PACKET, 3, Offenders.FIRST_BAN));
  }

  @Test
  void shouldEndTheBanByItself() {
    banned("mallory");

    pass(Offenders.FIRST_BAN.minusNanos(1));
    assertThat(offenders.isBanned("mallory", now)).isTrue();
    pass(Duration.ofNanos(1));

    assertThat(offenders.isBanned("mallory", now)).isFalse();
    assertThat(offenders.bans(now)).isEmpty();
  }

  private void banned(String who) {
    while (!offends(who)) {
      assertThat(offenders.isBanned(who, now)).isFalse();
    }
  }

  @Test
  void shouldBanTwiceAsLongEachTimeUpToTheLongest() {
    banned("mallory");
    Duration expected = Offenders.FIRST_BAN;
    for (int i = 0; i < 10; i++) {
      pass(left("mallory"));
      assertThat(offends("mallory")).as("one more is enough").isTrue();
      expected = expected.multipliedBy(2);
      expected = expected.compareTo(Offenders.LONGEST_BAN) < 0 ? expected : Offenders.LONGEST_BAN;
      assertThat(left("mallory")).isEqualTo(expected);
    }
  }

  @Test
  void shouldNotLengthenABanThatIsInForce() {
    banned("mallory");
    pass(Duration.ofSeconds(20));

    assertThat(offends("mallory")).isFalse();

    assertThat(left("mallory")).isEqualTo(Offenders.FIRST_BAN.minusSeconds(20));
    assertThat(offenders.bans(now).get(0).points()).isEqualTo(4);
  }

  @Test
  void shouldLetPointsDecay() {
    offends("bob");
    offends("bob");
    pass(Offenders.HALF_LIFE);

    assertThat(offends("bob")).as("1 point left of 2").isFalse();
    pass(Offenders.HALF_LIFE);
    assertThat(offends("bob")).isFalse();
    pass(Offenders.HALF_LIFE);
    assertThat(offends("bob")).isFalse();
  }

  @Test
  void shouldForgetFormerBansWithThePoints() {
    banned("mallory");
    pass(Duration.ofHours(3));
    offends("bob");
    offends("carol");
    offends("dave");

    banned("mallory");

    assertThat(left("mallory")).isEqualTo(Offenders.FIRST_BAN);
  }

  @Test
  void shouldForgetWhoHasTheFewestPointsWhenThereAreTooMany() {
    banned("mallory");
    offends("bob");
    offends("carol");
    offends("carol");

    offends("dave");
    offends("eve");

    assertThat(offenders.size()).isEqualTo(3);
    assertThat(offenders.isBanned("mallory", now)).isTrue();
    assertThat(offends("carol")).as("has kept 2 points").isTrue();
    assertThat(offends("dave")).as("has been forgotten").isFalse();
  }

  @Test
  void shouldForgiveAll() {
    banned("mallory");
    offends("bob");

    assertThat(offenders.forgive("mallory", now)).isTrue();
    assertThat(offenders.forgive("bob", now)).as("not banned").isFalse();
    assertThat(offenders.forgive("carol", now)).isFalse();

    assertThat(offenders.size()).isZero();
    assertThat(offends("mallory")).isFalse();
  }

  @Test
  void shouldListTheLongestBanFirst() {
    banned("early");
    pass(Duration.ofSeconds(30));
    banned("late");

    assertThat(offenders.bans(now)).extracting(Offenders.Ban::who).containsExactly("late", "early");
  }
}

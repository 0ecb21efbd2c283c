// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.Topic;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ShhConfig;
import dev.shhnode.shh.Verdict;
import dev.shhnode.shh.gossip.EnvelopeRules;
import dev.shhnode.shh.gossip.Interest;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The borders that geth was probed for: see section 2 and 11 of the protocol notes in docs. */
class EnvelopeRulesTest {

  private static final long NOW = 1_700_000_000;
  private static final Topic TOPIC = Topic.of(Bytes.of(1, 2, 3, 4));

  private final Moment now = new Moment(NOW, 0);
  private final Interest anything = new Interest(Net.config(0, 2_000, false, 1, 1));

  @ParameterizedTest
  @CsvSource({
    "0, ACCEPT",
    "-1, EXPIRED",
    "-19, EXPIRED",
    "-20, EXPIRED",
    "-21, VERY_OLD",
    "-1000, VERY_OLD"
  })
  void shouldJudgeByExpiry(long expiryOffset, Verdict verdict) {
    assertThat(judge(NOW + expiryOffset, 50)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({"1, ACCEPT", "10, ACCEPT", "11, FROM_THE_FUTURE", "30, FROM_THE_FUTURE"})
  void shouldJudgeByWhenItWasSent(long sentOffset, Verdict verdict) {
    assertThat(judge(NOW + sentOffset + 50, 50)).isEqualTo(verdict);
  }

  @Test
  void shouldDropAZeroTtlWithoutOffence() {
    assertThat(judge(NOW, 0)).isEqualTo(Verdict.ZERO_TTL);
    assertThat(Verdict.ZERO_TTL.isOffence()).isFalse();
    assertThat(judge(NOW + 11, 0)).isEqualTo(Verdict.FROM_THE_FUTURE);
  }

  @Test
  void shouldDropWhatIsToLiveTooLongWithoutOffence() {
    long most = ShhConfig.DEFAULT_MAX_TTL_SECONDS;

    assertThat(judge(NOW + most, most)).isEqualTo(Verdict.ACCEPT);
    assertThat(judge(NOW + most + 1, most + 1)).isEqualTo(Verdict.LONG_LIVED);
    assertThat(Verdict.LONG_LIVED.isOffence()).isFalse();
  }

  /** Whoever made it believe in another time does not keep it from hearing the others. */
  @ParameterizedTest
  @ValueSource(longs = {-600, -56, 56, 600})
  void shouldTakeWhatIsFreshByEitherClock(long correction) {
    Moment corrected = new Moment(NOW + correction, 0, correction);
    Envelope byOwn = Envelope.of(NOW + 50, 50, TOPIC, Bytes.EMPTY, 0);
    Envelope byTheirs = Envelope.of(NOW + correction + 50, 50, TOPIC, Bytes.EMPTY, 0);
    Envelope byNeither = Envelope.of(NOW + 2_000, 50, TOPIC, Bytes.EMPTY, 0);

    assertThat(EnvelopeRules.judgeTime(byOwn, corrected)).isEqualTo(Verdict.ACCEPT);
    assertThat(EnvelopeRules.judgeTime(byTheirs, corrected)).isEqualTo(Verdict.ACCEPT);
    assertThat(EnvelopeRules.judgeTime(byNeither, corrected)).isEqualTo(Verdict.FROM_THE_FUTURE);
  }

  @Test
  void shouldTakeATtlAboveTheExpiryAsSentInTheFuture() {
    assertThat(judge(NOW + 5, NOW + 10)).isEqualTo(Verdict.FROM_THE_FUTURE);
  }

  @Test
  void shouldRefuseWhatIsAboveTheMaximumSize() {
    assertThat(judge(envelope(1_980), anything)).isEqualTo(Verdict.ACCEPT);
    assertThat(judge(envelope(1_981), anything)).isEqualTo(Verdict.TOO_LARGE);
  }

  @Test
  void shouldAddTheClockDifferenceToTheTtl() {
    Envelope ahead = Envelope.of(NOW + 9 + 50, 50, TOPIC, Bytes.EMPTY, 0);

    assertThat(EnvelopeRules.clockDifference(ahead, now)).isEqualTo(10);
    assertThat(EnvelopeRules.clockDifference(Envelope.of(NOW + 50, 50, TOPIC, Bytes.EMPTY, 0), now))
        .isZero();
  }

  private Verdict judge(long expiry, long ttl) {
    return judge(Envelope.of(expiry, ttl, TOPIC, Bytes.EMPTY, 0), anything);
  }

  private Verdict judge(Envelope envelope, Interest interest) {
    return EnvelopeRules.judge(envelope, interest, now);
  }

  private static Envelope envelope(int dataSize) {
    return Envelope.of(NOW + 50, 50, TOPIC, Bytes.wrap(new byte[dataSize]), 0);
  }
}

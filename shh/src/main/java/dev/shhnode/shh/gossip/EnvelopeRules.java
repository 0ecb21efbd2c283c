// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.gossip;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.pow.PowRule;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.Verdict;
import java.util.List;
import java.util.Set;

/**
 * Which envelopes a node accepts, as geth does (EIP-627 gives no values), but for a TTL of 0, which
 * would make the proof of work infinite and is dropped.
 */
public final class EnvelopeRules {

  /** To ask a set about each takes no object, as going through the set would. */
  private static final List<PowRule> ALL_RULES = List.of(PowRule.values());

  private EnvelopeRules() {}

  /** What becomes of a v6 envelope. */
  public static Verdict judge(Envelope envelope, Interest interest, Moment now) {
    Verdict byTime = judgeTime(envelope, now);
    if (byTime != Verdict.ACCEPT) {
      return byTime;
    }
    if (envelope.sizeBytes() > interest.maxMessageSize()) {
      return Verdict.TOO_LARGE;
    }
    if (pow(envelope, now) < interest.toleratedPow(now)) {
      return Verdict.LOW_POW;
    }
    if (!interest.tolerates(envelope.topic(), now)) {
      return Verdict.UNWANTED_TOPIC;
    }
    return judgeTtl(envelope, interest);
  }

  /** A TTL of 0 would make the proof of work infinite. */
  static Verdict judgeTtl(Envelope envelope, Interest interest) {
    if (envelope.ttl() == 0) {
      return Verdict.ZERO_TTL;
    }
    return envelope.ttl() > interest.maxTtlSeconds() ? Verdict.LONG_LIVED : Verdict.ACCEPT;
  }

  /**
   * What v5 and v6 say of expiry and TTL. Where this machine's clock has been corrected, either
   * will do: whoever made it believe in another time does not keep it from hearing the others.
   */
  public static Verdict judgeTime(Envelope envelope, Moment now) {
    Verdict verdict = judgeTime(envelope, now.unixSeconds());
    return verdict == Verdict.ACCEPT || now.correctionSeconds() == 0
        ? verdict
        : judgeTime(envelope, now.uncorrectedSeconds());
  }

  private static Verdict judgeTime(Envelope envelope, long seconds) {
    if (envelope.sent() > seconds + Verdict.FUTURE_TOLERANCE_SECONDS) {
      return Verdict.FROM_THE_FUTURE;
    }
    if (envelope.expiry() < seconds) {
      return envelope.expiry() + Verdict.EXPIRED_TOLERANCE_SECONDS < seconds
          ? Verdict.VERY_OLD
          : Verdict.EXPIRED;
    }
    return Verdict.ACCEPT;
  }

  /** Our own are too, after a clock that was ahead has been set or corrected. */
  static boolean isFromTheFuture(Envelope envelope, Moment now) {
    return futureEnds(envelope) > now.unixSeconds();
  }

  /** From when on an envelope is not {@linkplain #isFromTheFuture from the future}. */
  static long futureEnds(Envelope envelope) {
    return envelope.sent() - Verdict.FUTURE_TOLERANCE_SECONDS;
  }

  /**
   * The proof of work of a v6 envelope by the rule that values it higher: a received one is good
   * when it is by either, as its sender may be of either kind.
   */
  static double pow(Envelope envelope, Moment now) {
    long difference = clockDifference(envelope, now);
    return Math.max(
        envelope.pow(PowRule.EIP_627, difference), envelope.pow(PowRule.PRE_1_9, difference));
  }

  /** The proof of work by the rule among {@code rules} that values it highest. */
  static double pow(Envelope envelope, Set<PowRule> rules, Moment now) {
    long difference = clockDifference(envelope, now);
    double best = 0;
    for (PowRule rule : ALL_RULES) {
      if (rules.contains(rule)) {
        best = Math.max(best, envelope.pow(rule, difference));
      }
    }
    return best;
  }

  /** Seconds that count as if added to the TTL when the sender's clock is ahead of ours. */
  public static long clockDifference(Envelope envelope, Moment now) {
    long ahead = envelope.sent() - now.laterSeconds();
    return ahead > 0 ? ahead + 1 : 0;
  }
}

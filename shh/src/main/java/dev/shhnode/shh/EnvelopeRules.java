// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import dev.shhnode.pow.PowRule;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which envelopes a node accepts, as geth does (EIP-627 gives no values), but for a TTL of 0, which
 * would make the proof of work infinite and is dropped.
 */
final class EnvelopeRules {

  /** How far ahead of ours the sender's clock may be. */
  static final long FUTURE_TOLERANCE_SECONDS = 10;

  /** How long after its expiry an envelope is still no offence; peers' clocks differ. */
  static final long EXPIRED_TOLERANCE_SECONDS = 20;

  /** A received envelope is good when it is by either rule: its sender may be of either kind. */
  private static final Set<PowRule> EITHER = EnumSet.allOf(PowRule.class);

  private EnvelopeRules() {}

  /** What becomes of a received envelope. */
  enum Verdict {
    ACCEPT(false),
    EXPIRED(false),
    ZERO_TTL(false),
    VERY_OLD(true),
    FROM_THE_FUTURE(true),
    TOO_LARGE(true),
    LOW_POW(true),
    UNWANTED_TOPIC(true);

    private final boolean offence;

    Verdict(boolean offence) {
      this.offence = offence;
    }

    /** Whether the peer that sent it is disconnected, as geth does. */
    boolean isOffence() {
      return offence;
    }
  }

  static Verdict judge(Envelope envelope, Interest interest, Moment now) {
    long seconds = now.unixSeconds();
    if (envelope.sent() > seconds + FUTURE_TOLERANCE_SECONDS) {
      return Verdict.FROM_THE_FUTURE;
    }
    if (envelope.expiry() < seconds) {
      return envelope.expiry() + EXPIRED_TOLERANCE_SECONDS < seconds
          ? Verdict.VERY_OLD
          : Verdict.EXPIRED;
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
    return envelope.ttl() == 0 ? Verdict.ZERO_TTL : Verdict.ACCEPT;
  }

  /** The proof of work by the rule that values it higher. */
  static double pow(Envelope envelope, Moment now) {
    return PowDialect.pow(envelope, EITHER, clockDifference(envelope, now));
  }

  /** Seconds that count as if added to the TTL when the sender's clock is ahead of ours. */
  static long clockDifference(Envelope envelope, Moment now) {
    long ahead = envelope.sent() - now.unixSeconds();
    return ahead > 0 ? ahead + 1 : 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/** What becomes of a received envelope. */
public enum Verdict {
  /** Good, and new. */
  ACCEPT,
  /** The pool has it already. That this peer has it too is remembered. */
  DUPLICATE,
  /** Past its expiry by no more than clocks differ: dropped. */
  EXPIRED,
  /** Dropped, as a TTL of 0 would make its proof of work infinite. */
  ZERO_TTL,
  /**
   * Dropped, as it is to live longer than this node keeps anything, which its sender cannot know.
   */
  LONG_LIVED,
  /** Below the least proof of work where that is no offence. */
  TOO_CHEAP,
  /** Not to be passed on, though its version knows no offence. */
  UNFIT,
  VERY_OLD(
      "an envelope had expired more than "
          + Verdict.EXPIRED_TOLERANCE_SECONDS
          + " s ago: its clock is behind, or ours ahead"),
  FROM_THE_FUTURE(
      "an envelope was sent more than "
          + Verdict.FUTURE_TOLERANCE_SECONDS
          + " s from now: its clock is ahead, or ours behind"),
  TOO_LARGE("an envelope was larger than we accept"),
  MALFORMED("an envelope was malformed"),
  LOW_POW("an envelope had less proof of work than we accept"),
  UNWANTED_TOPIC("an envelope had a topic that we do not want");

  /** How far ahead of ours the sender's clock may be, as in geth. */
  public static final long FUTURE_TOLERANCE_SECONDS = 10;

  /** How long after its expiry an envelope is still no offence, as in geth: clocks differ. */
  public static final long EXPIRED_TOLERANCE_SECONDS = 20;

  private final String offence;

  /** One that is no offence. */
  Verdict() {
    this("");
  }

  Verdict(String offence) {
    this.offence = offence;
  }

  /** What an operator is told of an offence. */
  public String inWords() {
    return offence;
  }

  /**
   * Whether the peer that sent it is disconnected, as geth does. It is forgiven what is {@link
   * #isOfTime}, though Status' software is told of it.
   */
  public boolean isOffence() {
    return !offence.isEmpty();
  }

  /**
   * Whether no honest peer sends such a thing, so that it leads to a ban when it comes again and
   * again. All other offences can be committed in good faith: by a wrong clock, by a murmur that
   * computes proof of work otherwise, or before a peer knows what this node wants.
   */
  public boolean isInBadFaith() {
    return this == MALFORMED;
  }

  /** Whether a wrong clock, ours or the sender's, explains it. */
  public boolean isOfTime() {
    return this == VERY_OLD || this == FROM_THE_FUTURE;
  }
}

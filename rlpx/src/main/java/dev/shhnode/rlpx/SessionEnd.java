// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import java.util.Optional;

/**
 * How a session has ended.
 *
 * @param by who has ended it
 * @param reason in the terms of the protocol; empty if the peer gave none that we know, if a bound
 *     was reached, or if the socket was closed without a reason
 * @param why for our own log, in words
 * @param wasActive whether sub-protocols have run on it
 * @param offence what is held against the peer for it, if anything; only of one that was active
 */
public record SessionEnd(
    By by,
    Optional<DisconnectReason> reason,
    String why,
    boolean wasActive,
    Optional<Offence> offence) {

  /** One for which nothing is held against the peer. */
  public SessionEnd(By by, Optional<DisconnectReason> reason, String why, boolean wasActive) {
    this(by, reason, why, wasActive, Optional.empty());
  }

  /** Who has ended a session. */
  public enum By {
    US,

    /** The peer has sent a disconnect message. */
    PEER,

    /**
     * The socket is closed without a word: by the peer, by the network, or after a fault of ours.
     */
    UNKNOWN
  }
}

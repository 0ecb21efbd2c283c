// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

/**
 * What is held against a node, and leads to a ban when it happens again and again: only what no
 * honest implementation sends, whatever its version, its clock and its settings are.
 *
 * <p>No offences, though they may end a connection, are: a handshake that fails, as it shows
 * nobody's identity; a frame with a wrong MAC, as anybody on the way can have made it; another
 * version; what is too large, too old, too cheap or not wanted by settings that are ours alone;
 * silence; and all that happens before the hellos are exchanged.
 */
public enum Offence {
  /** A message, authenticated, that is against the rules of RLPx: no snappy, above 16 MiB. */
  MALFORMED_MESSAGE("it sent malformed messages of RLPx"),

  /** A packet that its protocol gives no meaning to, such as broken RLP. */
  MALFORMED_PACKET("it sent malformed packets"),

  /** A well-formed packet with something in it that nobody can use. */
  MALFORMED_CONTENT("it sent malformed envelopes");

  private final String inWords;

  Offence(String inWords) {
    this.inWords = inWords;
  }

  /** What an operator is told of it. */
  public String inWords() {
    return inWords;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

/**
 * That this machine's clock is wrong, as far as its peers' envelopes tell.
 *
 * @param seconds by how much the peers' clocks are ahead of it; negative if it is ahead of theirs
 * @param reckonedWith whether the node goes by the peers' time; not if that is too far away
 */
public record ClockOffset(long seconds, boolean reckonedWith) {

  private static final long SECONDS_OF_A_MINUTE = 60;
  private static final long SECONDS_OF_AN_HOUR = 3600;

  /** What an operator is told. */
  public String inWords() {
    return "this machine's clock is about "
        + lengthInWords()
        + (seconds > 0 ? " behind those" : " ahead of those")
        + " of its peers: set it"
        + (reckonedWith
            ? "; until then Whisper goes by theirs"
            : ", as Whisper gets no message through before");
  }

  private String lengthInWords() {
    long length = Math.abs(seconds);
    long hours = length / SECONDS_OF_AN_HOUR;
    long minutes = length / SECONDS_OF_A_MINUTE % SECONDS_OF_A_MINUTE;
    String rest = hours > 0 ? "" : " " + length % SECONDS_OF_A_MINUTE + " s";
    return ((hours > 0 ? hours + " h " : "")
            + (length >= SECONDS_OF_A_MINUTE ? minutes + " min" : "")
            + rest)
        .trim();
  }
}

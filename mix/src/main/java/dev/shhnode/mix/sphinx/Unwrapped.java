// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import org.apache.tuweni.bytes.Bytes;

/** What a mix finds under its layer of a packet. */
public sealed interface Unwrapped {

  /**
   * To be passed on.
   *
   * @param next to whom
   * @param packet of the same length
   * @param delayNanos after how long
   */
  record Forward(MixId next, Bytes packet, long delayNanos) implements Unwrapped {}

  /**
   * For this mix itself, as the exit.
   *
   * @param command what to do
   * @param body with what
   * @param delayNanos after how long
   */
  record Exit(Command command, Bytes body, long delayNanos) implements Unwrapped {}

  /**
   * A reply for a client of this mix, or for itself. It is not to be delayed.
   *
   * @param client the name that the maker of the SURB gave itself, {@link Surb#CLIENT_SIZE} bytes
   * @param surbHandle by which the maker finds the {@link SurbKeys}, {@link Surb#HANDLE_SIZE} bytes
   * @param payload readable by the maker only
   * @param log readable by the maker only
   */
  record Reply(Bytes client, Bytes surbHandle, Bytes payload, Bytes log) implements Unwrapped {}

  /**
   * Nothing: the packet is dropped without a word to anybody.
   *
   * @param reason for a counter
   */
  record Refused(Reason reason) implements Unwrapped {}

  /** Why a packet is refused. */
  enum Reason {
    /** The header was changed, or was not made for this key. */
    MAC,
    /** What to do with the packet is no type of block, or a block is not as it must be. */
    BLOCK,
    /** The body was changed on its way. */
    PAYLOAD_TAG,
    /** The body's padding is not as it must be. */
    PADDING,
    /** The command is not known. */
    COMMAND
  }
}

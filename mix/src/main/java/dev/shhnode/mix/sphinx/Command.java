// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.sphinx;

import java.util.Optional;

/** What an exit shall do with a body. */
public enum Command {
  /** Flood it as an envelope. */
  FLOOD(0),
  /** Nothing: cover traffic, and loops back to their sender. */
  DROP(1),
  /** Collect it as a fragment of a larger envelope. */
  FRAGMENT(2),
  /** Send it on along a SURB that it brings. */
  CROSSOVER(3),
  /** Answer with what was stored. */
  FETCH(4);

  private static final Command[] COMMANDS = values();

  private final byte code;

  Command(int code) {
    this.code = (byte) code;
  }

  /** The byte that stands for the command in a payload. */
  byte code() {
    return code;
  }

  /** The command of a byte, if it is one. */
  static Optional<Command> of(byte code) {
    return code >= 0 && code < COMMANDS.length ? Optional.of(COMMANDS[code]) : Optional.empty();
  }
}

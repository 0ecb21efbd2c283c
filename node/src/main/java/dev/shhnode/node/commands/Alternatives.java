// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Options of a command of which one may be given. */
final class Alternatives {

  private final CommandSpec command;
  private final String[] options;

  Alternatives(CommandSpec command, String... options) {
    this.command = command;
    this.options = options;
  }

  /**
   * The option that is given. One on the command line goes before those of the environment.
   *
   * @throws ParameterException if there are several, as all others would be ignored
   */
  Optional<String> given() {
    ParseResult parsed = command.commandLine().getParseResult();
    String[] given = Arrays.stream(options).filter(this::hasValue).toArray(String[]::new);
    String[] typed = Arrays.stream(given).filter(parsed::hasMatchedOption).toArray(String[]::new);
    String[] meant = typed.length == 0 ? given : typed;
    if (meant.length > 1) {
      throw new ParameterException(
          command.commandLine(), "give only one of " + String.join(", ", options));
    }
    return Arrays.stream(meant).findFirst();
  }

  private boolean hasValue(String option) {
    return command.findOption(option).getValue() != null;
  }
}

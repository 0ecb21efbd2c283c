// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A command that was run in this process: what it printed, and how it ended.
 *
 * @param out the lines on standard output
 * @param err what was written to standard error, without space around it
 */
record CommandRun(int exitCode, List<String> out, String err) {

  /** Runs {@code shhnode} with these arguments. */
  static CommandRun of(String... arguments) {
    return with(Map.of(), arguments);
  }

  /** The same with an environment. */
  static CommandRun with(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        ShhnodeCommand.commandLine(environment)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString().lines().toList(), err.toString().strip());
  }

  /** Posts a message. */
  static CommandRun ofPost(String... options) {
    List<String> all =
        new ArrayList<>(List.of("post", "--topic=01020304", "--sym-key=" + "11".repeat(32)));
    all.addAll(Arrays.asList(options));
    all.add("hi");
    return of(all.toArray(String[]::new));
  }

  /** All of standard output. */
  String text() {
    return String.join("\n", out);
  }
}

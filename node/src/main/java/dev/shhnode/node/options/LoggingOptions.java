// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import picocli.CommandLine.Option;

/** What is logged. Filled by picocli; belongs to the thread that parses. */
final class LoggingOptions {

  @Option(
      names = {"--logging", "-l"},
      paramLabel = "<LEVEL>",
      description = "OFF, ERROR, WARN, INFO, DEBUG or TRACE; to standard error (default: INFO).")
  private LogLevel level = LogLevel.INFO;

  /** The levels of {@code --logging}, as Besu names them. */
  enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** The least level that is logged, by its name. */
  String level() {
    return level.name();
  }
}

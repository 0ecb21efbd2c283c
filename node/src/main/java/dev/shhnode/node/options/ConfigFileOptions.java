// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The file that gives further options. Its value is read by {@link OptionDefaults}, before any
 * option has its own. Filled by picocli; belongs to the thread that parses.
 */
final class ConfigFileOptions {

  @Option(
      names = OptionDefaults.CONFIG_FILE,
      paramLabel = "<FILE>",
      description = "TOML file of options, keys as here without the dashes in front.")
  @SuppressWarnings("UnusedVariable") // See above: nothing reads the field itself.
  private @Nullable Path configFile;
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.node.failures.Failures;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Values of options that are not on the command line: from the environment ({@code
 * SHHNODE_RPC_HTTP_PORT} for {@code --rpc-http-port}), else from the {@link ConfigFile} that {@code
 * --config-file} or {@code SHHNODE_CONFIG_FILE} names. Not thread-safe; belongs to the thread that
 * parses.
 */
public final class OptionDefaults implements IDefaultValueProvider {

  static final String CONFIG_FILE = "--config-file";
  private static final String ENVIRONMENT_PREFIX = "SHHNODE_";

  private final Map<String, String> environment;
  private @Nullable ConfigFile file;

  public OptionDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option)
        || !option.longestName().startsWith("--")
        || isHelp(option)) {
      return null;
    }
    String fromEnvironment = environment.get(environmentName(option.longestName()));
    if (fromEnvironment != null) {
      return fromEnvironment;
    }
    String path = configFile(option.command());
    return path == null || option.longestName().equals(CONFIG_FILE)
        ? null
        : read(path, option.command()).value(option.longestName().substring(2));
  }

  /**
   * Whether an option only asks for the help or the version: images of containers have a {@code
   * SHHNODE_VERSION} in their environment, which would be refused as no boolean.
   */
  private static boolean isHelp(OptionSpec option) {
    return option.usageHelp() || option.versionHelp();
  }

  static String environmentName(String option) {
    return ENVIRONMENT_PREFIX + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private ConfigFile read(String path, CommandSpec command) {
    ConfigFile present = file;
    if (present == null) {
      try {
        present = ConfigFile.read(path, settings(command));
      } catch (IOException e) {
        throw new ParameterException(command.commandLine(), Failures.describe(e), e);
      }
      file = present;
    }
    return present;
  }

  private static Set<String> settings(CommandSpec command) {
    return command.optionsMap().entrySet().stream()
        .filter(named -> !isHelp(named.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private @Nullable String configFile(CommandSpec command) {
    OptionSpec configFile = command.findOption(CONFIG_FILE);
    if (configFile == null) {
      return null;
    }
    var given = configFile.originalStringValues();
    return given.isEmpty()
        ? environment.get(environmentName(CONFIG_FILE))
        : given.get(given.size() - 1);
  }
}

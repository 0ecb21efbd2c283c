// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Values of options that are not on the command line: from the environment ({@code
 * SHHNODE_RPC_HTTP_PORT} for {@code --rpc-http-port}), else from the file that {@code
 * --config-file} or {@code SHHNODE_CONFIG_FILE} names (TOML, keys as the options without dashes in
 * front; Besu's form).
 */
final class OptionDefaults implements IDefaultValueProvider {

  static final String CONFIG_FILE = "--config-file";
  private static final String ENVIRONMENT_PREFIX = "SHHNODE_";

  private final Map<String, String> environment;
  private @Nullable TomlParseResult file;

  OptionDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) throws IOException {
    if (!(arg instanceof OptionSpec option) || !option.longestName().startsWith("--")) {
      return null;
    }
    String fromEnvironment = environment.get(environmentName(option.longestName()));
    if (fromEnvironment != null) {
      return fromEnvironment;
    }
    TomlParseResult values = readFile(option);
    return values == null ? null : asText(values.get(List.of(option.longestName().substring(2))));
  }

  static String environmentName(String option) {
    return ENVIRONMENT_PREFIX + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private @Nullable TomlParseResult readFile(OptionSpec option) throws IOException {
    String path = configFile(option);
    if (path == null || option.longestName().equals(CONFIG_FILE)) {
      return null;
    }
    if (file == null) {
      TomlParseResult parsed = Toml.parse(Path.of(path));
      if (parsed.hasErrors()) {
        throw new IOException("configuration file " + path + ": " + parsed.errors().get(0));
      }
      checkKeys(path, parsed, option);
      file = parsed;
    }
    return file;
  }

  /** A misspelt key would be a setting silently not made. */
  private static void checkKeys(String path, TomlParseResult parsed, OptionSpec option)
      throws IOException {
    TreeSet<String> unknown = new TreeSet<>(parsed.dottedKeySet());
    option
        .command()
        .optionsMap()
        .keySet()
        .forEach(name -> unknown.remove(name.substring(name.startsWith("--") ? 2 : 0)));
    if (!unknown.isEmpty()) {
      throw new IOException("configuration file " + path + ": unknown option " + unknown.first());
    }
  }

  private @Nullable String configFile(OptionSpec option) {
    OptionSpec configFile = option.command().findOption(CONFIG_FILE);
    if (configFile == null) {
      return null;
    }
    List<String> given = configFile.originalStringValues();
    return given.isEmpty()
        ? environment.get(environmentName(CONFIG_FILE))
        : given.get(given.size() - 1);
  }

  private static @Nullable String asText(@Nullable Object value) {
    if (value instanceof TomlArray array) {
      return array.toList().stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return value == null ? null : String.valueOf(value);
  }
}

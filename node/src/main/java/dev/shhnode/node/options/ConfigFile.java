// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.node.failures.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * A TOML file of options in Besu's form: keys as the options without dashes in front. The headings
 * of tables only group them. Immutable.
 */
final class ConfigFile {

  /** Editors on Windows write it at the beginning of a file; TOML does not allow it. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Map<String, String> values;

  private ConfigFile(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a file.
   *
   * @param options the names that are known, with their dashes
   * @throws IOException naming file, line and key that are wrong
   */
  static ConfigFile read(String path, Set<String> options) throws IOException {
    String name = "configuration file " + path;
    String text;
    try {
      text = Files.readString(Path.of(path));
    } catch (IOException e) {
      throw new IOException("cannot read " + name + ": " + Failures.describe(e), e);
    }
    TomlParseResult parsed =
        Toml.parse(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    if (parsed.hasErrors()) {
      TomlParseError error = parsed.errors().get(0);
      throw new IOException(name + ", line " + error.position().line() + ": " + error.getMessage());
    }
    Map<String, String> values = new HashMap<>();
    for (List<String> key : parsed.keyPathSet()) {
      String option = key.get(key.size() - 1);
      String fault = fault(option, values, options);
      if (fault != null) {
        throw new IOException(name + ", line " + line(parsed, key) + ": " + fault);
      }
      values.put(option, asText(parsed.get(key)));
    }
    return new ConfigFile(values);
  }

  /** Unknown keys are faults: a misspelt one would be ignored without a word. */
  private static @Nullable String fault(
      String option, Map<String, String> values, Set<String> options) {
    if (!options.contains("--" + option)) {
      return "unknown option " + option;
    }
    return values.containsKey(option) ? option + " is given twice" : null;
  }

  private static int line(TomlParseResult parsed, List<String> key) {
    var position = parsed.inputPositionOf(key);
    return position == null ? 0 : position.line();
  }

  private static String asText(@Nullable Object value) {
    return value instanceof TomlArray array
        ? array.toList().stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }

  /** The value of an option, without dashes in front, if the file gives one. */
  @Nullable String value(String option) {
    return values.get(option);
  }
}

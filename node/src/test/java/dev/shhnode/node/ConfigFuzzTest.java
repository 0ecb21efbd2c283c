// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.shhnode.node.options.NodeConfig;
import dev.shhnode.node.options.NodeOptions;
import dev.shhnode.node.options.OptionDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options make a configuration, or are refused in words that name what is wrong. */
class ConfigFuzzTest {

  @TempDir private static Path directory;

  @FuzzTest
  void shouldReadOrRefuseAConfigurationFile(byte[] text) throws IOException {
    Path file = directory.resolve("config.toml");
    Files.write(file, text);
    read(Map.of("SHHNODE_CONFIG_FILE", file.toString()), List.of());
  }

  @FuzzTest
  void shouldReadOrRefuseOptions(FuzzedDataProvider data) {
    List<OptionSpec> known = spec(new NodeOptions()).options();
    List<String> arguments = new ArrayList<>();
    while (data.remainingBytes() > 0 && arguments.size() < 10) {
      String name = known.get(data.consumeInt(0, known.size() - 1)).longestName();
      // Files that are named are read and made.
      if (!name.contains("file") && !name.contains("secret") && !name.contains("tls")) {
        arguments.add(name + "=" + data.consumeString(40));
      }
    }
    read(Map.of(), arguments);
  }

  private static void read(Map<String, String> environment, List<String> arguments) {
    NodeOptions options = new NodeOptions();
    try {
      new CommandLine(spec(options))
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setOverwrittenOptionsAllowed(true)
          .setDefaultValueProvider(new OptionDefaults(environment))
          .parseArgs(arguments.toArray(new String[0]));
      NodeConfig config = options.toConfig();
      long heap = Runtime.getRuntime().maxMemory();
      assertThat(config.shh().maxPoolBytes()).isBetween(1L << 20, heap);
    } catch (CommandLine.ParameterException | IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static CommandSpec spec(NodeOptions options) {
    CommandSpec spec = CommandSpec.create();
    options.addTo(spec);
    return spec;
  }
}

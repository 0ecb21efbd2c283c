// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.rpc.methods.RpcMethods;
import dev.shhnode.rpc.vertx.RpcHttpConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the help says is what users rely on: names, order, defaults and words of every option. */
class HelpTest {

  /** In {@code src/test/resources/help}; whoever changes an option on purpose changes them too. */
  @ParameterizedTest
  @CsvSource({
    "shhnode, --help",
    "post, post --help",
    "listen, listen --help",
    "mix, mix --help",
    "mix-status, mix status --help",
    "mix-directory, mix directory --help",
    "rpc, rpc --help",
    "rpc-token, rpc token --help",
    "envelope, envelope --help",
    "envelope-inspect, envelope inspect --help"
  })
  void shouldPrintTheHelpThatIsKept(String kept, String arguments) throws IOException {
    assertThat(printed(arguments.split(" "))).isEqualTo(kept(kept));
  }

  /** Annotations hold texts only, so these defaults are written there once more. */
  @Test
  void shouldNameTheDefaultsOfTheRpc() {
    assertThat(RunningNode.config().http().orElseThrow().namespaces())
        .isEqualTo(RpcHttpConfig.DEFAULT_NAMESPACES)
        .isEqualTo(RunningNode.config().ws().orElseThrow().namespaces());
    assertThat(description("--host-allowlist")).contains(String.join(",", HostAllowlist.DEFAULT));
    assertThat(description("--rpc-http-api")).contains(RpcMethods.NAMESPACES);
  }

  @Test
  void shouldHaveARowInTheReadmeForEveryOption() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));

    assertThat(ShhnodeCommand.commandLine().getCommandSpec().options())
        .filteredOn(option -> !option.usageHelp() && !option.versionHelp())
        .extracting(OptionSpec::longestName)
        .allSatisfy(
            name -> assertThat(readme).containsPattern("(?m)^\\|[^|]*`" + name + "`[^|]*\\|"));
  }

  private static String description(String option) {
    return String.join(
        "", ShhnodeCommand.commandLine().getCommandSpec().findOption(option).description());
  }

  private static String printed(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine commandLine = ShhnodeCommand.commandLine().setUsageHelpAutoWidth(false);
    assertThat(commandLine.setOut(new PrintWriter(out)).execute(arguments)).isZero();
    return out.toString();
  }

  private static String kept(String name) throws IOException {
    try (InputStream file = HelpTest.class.getResourceAsStream("/help/" + name + ".txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options for the symmetric key that readers of a topic share, of which one is given. Filled by
 * picocli; belongs to the thread that parses.
 */
final class MessageKeyOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--password",
      paramLabel = "<TEXT>",
      interactive = true,
      arity = "0..1",
      echo = false,
      prompt = "Password: ",
      description =
          "Password from which the symmetric key is derived; asked for if no text is given.")
  private @Nullable String password;

  @Option(
      names = "--password-file",
      paramLabel = "<FILE>",
      description = "File whose first line is the password.")
  private @Nullable Path passwordFile;

  @Option(names = "--sym-key", paramLabel = "<HEX>", description = "Symmetric key, 32 bytes.")
  private @Nullable String symKey;

  /**
   * Whether a key is given.
   *
   * @throws ParameterException if there is more than one, as all others would be ignored
   */
  boolean isGiven() {
    long given = Stream.of(password, passwordFile, symKey).filter(Objects::nonNull).count();
    if (given > 1) {
      throw new ParameterException(
          command.commandLine(), "give one of --password, --password-file and --sym-key");
    }
    return given == 1;
  }

  /** The raw symmetric key, if that is what was given. */
  @Nullable String symKey() {
    return symKey == null ? null : Hex.withPrefix(symKey);
  }

  /**
   * The password, if that is what was given.
   *
   * @throws ParameterException if it is given twice
   */
  @Nullable String password() throws IOException {
    if (password != null && passwordFile != null) {
      throw new ParameterException(
          command.commandLine(), "give either --password or --password-file");
    }
    if (passwordFile != null) {
      try (var lines = Files.lines(passwordFile)) {
        return lines.findFirst().orElse("");
      }
    }
    return password;
  }

  /** Gives the key to a node; returns its id there. */
  String install(RpcClient client) throws IOException, InterruptedException {
    String key = symKey();
    return key == null
        ? client.call("shh_generateSymKeyFromPassword", String.valueOf(password())).asText()
        : client.call("shh_addSymKey", key).asText();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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

  private static final String PASSWORD = "--password";

  private static final String PASSWORD_FILE = "--password-file";

  private static final String SYM_KEY = "--sym-key";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = PASSWORD,
      paramLabel = "<TEXT>",
      interactive = true,
      arity = "0..1",
      echo = false,
      prompt = "Password: ",
      description =
          "Password from which the symmetric key is derived; asked for if no text is given.")
  private @Nullable String password;

  @Option(
      names = PASSWORD_FILE,
      paramLabel = "<FILE>",
      description = "File whose first line is the password.")
  private @Nullable Path passwordFile;

  @Option(names = SYM_KEY, paramLabel = "<HEX>", description = "Symmetric key, 32 bytes.")
  private @Nullable String symKey;

  /**
   * Whether a key is given.
   *
   * @throws ParameterException if there is more than one, as all others would be ignored
   */
  boolean isGiven() {
    return given().isPresent();
  }

  private Optional<String> given() {
    return new Alternatives(command, PASSWORD, PASSWORD_FILE, SYM_KEY).given();
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
    String given = new Alternatives(command, PASSWORD, PASSWORD_FILE).given().orElse("");
    if (given.equals(PASSWORD_FILE) && passwordFile != null) {
      try (var lines = Files.lines(passwordFile)) {
        return lines.findFirst().orElse("");
      }
    }
    return password;
  }

  /** Gives the key to a node; returns its id there. */
  String install(RpcClient client) throws IOException, InterruptedException {
    return given().equals(Optional.of(SYM_KEY))
        ? client.call("shh_addSymKey", Hex.withPrefix(requireNonNull(symKey))).asText()
        : client.call("shh_generateSymKeyFromPassword", requireNonNull(password())).asText();
  }
}

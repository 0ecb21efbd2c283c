// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options for the symmetric key that readers of a topic share, of which one is given. Filled by
 * picocli; belongs to the thread that parses.
 */
final class MessageKeyOptions {

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

  boolean isGiven() {
    return password != null || passwordFile != null || symKey != null;
  }

  /** The raw symmetric key, if that is what was given. */
  @Nullable String symKey() {
    return symKey == null ? null : Hex.withPrefix(symKey);
  }

  /** The password, if that is what was given. */
  @Nullable String password() throws IOException {
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

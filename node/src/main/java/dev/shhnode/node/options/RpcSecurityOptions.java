// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Who may use JSON-RPC over HTTP and WebSocket. Filled by picocli; belongs to the thread that
 * parses.
 */
final class RpcSecurityOptions {

  @Option(
      names = NodeConfig.WebSecurity.JWT_SECRET,
      paramLabel = "<FILE>",
      description =
          "Serve HTTP and WebSocket only to clients whose token is signed with the secret in this"
              + " file, 64 hex digits; made if missing (default: no tokens).")
  private @Nullable Path jwtSecret;

  /**
   * The configuration that the options make.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  NodeConfig.WebSecurity toConfig() {
    return new NodeConfig.WebSecurity(
        Optional.ofNullable(jwtSecret)
            .map(file -> OptionValues.path(NodeConfig.WebSecurity.JWT_SECRET, file)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** JSON-RPC over a Unix socket. Filled by picocli; belongs to the thread that parses. */
final class RpcIpcOptions {

  /** Linux' bound; a socket with a longer path cannot be connected to. */
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  private static final String DEFAULT_SOCKET = "shhnode.ipc";

  @Option(
      names = "--rpc-ipc-enabled",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description = "Serve JSON-RPC, all APIs, over a Unix socket (default: ${DEFAULT-VALUE}).")
  private boolean enabled = true;

  @Option(
      names = "--rpc-ipc-path",
      paramLabel = "<FILE>",
      description = "The Unix socket (default: " + DEFAULT_SOCKET + " in the data path).")
  private @Nullable Path socket;

  /**
   * The configuration that the options make; empty if IPC is not served.
   *
   * @param data the data path
   * @throws IllegalArgumentException naming the option that is wrong
   */
  Optional<NodeConfig.Ipc> toConfig(Path data) {
    if (!enabled) {
      return Optional.empty();
    }
    Path path = OptionValues.pathOr(data.resolve(DEFAULT_SOCKET), "--rpc-ipc-path", socket);
    if (path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length
        > MAX_SOCKET_PATH_BYTES) {
      throw new IllegalArgumentException(
          "--rpc-ipc-path is longer than the "
              + MAX_SOCKET_PATH_BYTES
              + " bytes that a Unix socket can have: "
              + path.toAbsolutePath());
    }
    return Optional.of(new NodeConfig.Ipc(path));
  }
}

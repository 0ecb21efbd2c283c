// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which running node a command talks to. */
final class ConnectionOptions {

  @Option(
      names = "--url",
      paramLabel = "<URL>",
      description = "JSON-RPC of the node: ws:, http: or ipc:<path> (default: ${DEFAULT-VALUE}).")
  private String url = "ws://127.0.0.1:8546";

  RpcClient connect(Consumer<JsonNode> notifications) throws IOException {
    return new RpcClient(url, notifications);
  }

  boolean carriesNotifications() {
    return !url.startsWith("http");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shhnode.node.options.NodeConfig;
import java.io.IOException;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which running node a command talks to. Filled by picocli; belongs to the thread that parses. */
final class ConnectionOptions {

  @Option(
      names = "--url",
      paramLabel = "<URL>",
      description =
          "JSON-RPC of the node: ws:, http: or ipc:<path>; a mere address is that of HTTP (default:"
              + " ${DEFAULT-VALUE}).")
  private String url = "ws://" + NodeConfig.Web.DEFAULT_HOST + ":" + NodeConfig.Web.DEFAULT_WS_PORT;

  RpcClient connect(Consumer<JsonNode> notifications) throws IOException {
    return new RpcClient(completed(), notifications);
  }

  boolean carriesNotifications() {
    return !completed().startsWith("http");
  }

  /** The URL with its scheme: without one, a path is a Unix socket, an address is HTTP. */
  private String completed() {
    if (url.contains("://") || url.startsWith("ipc:")) {
      return url;
    }
    return url.startsWith("/") || url.startsWith(".") ? "ipc:" + url : "http://" + url;
  }
}

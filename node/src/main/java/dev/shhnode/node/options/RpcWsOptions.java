// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** JSON-RPC over WebSocket. Filled by picocli; belongs to the thread that parses. */
final class RpcWsOptions extends RpcWebOptions {

  private static final String ORIGINS = "--rpc-ws-origins";

  @Option(
      names = "--rpc-ws-api",
      split = OptionValues.LIST,
      paramLabel = "<API>",
      description = "APIs served over WebSocket (default: " + DEFAULT_APIS + ").")
  private List<String> apis = defaultApis();

  @Option(
      names = ORIGINS,
      split = OptionValues.LIST,
      paramLabel = "<ORIGIN>",
      description =
          "Web origins, besides those of this machine, whose scripts may connect; * for all.")
  private List<String> origins = new ArrayList<>();

  RpcWsOptions() {
    super("ws", "WebSocket", NodeConfig.Web.DEFAULT_WS_PORT);
  }

  /**
   * The configuration that the options make; empty if WebSocket is not served.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  Optional<NodeConfig.Web> toConfig(HostAllowlistOptions hosts, ListeningAddresses addresses) {
    return toConfig(apis, ORIGINS, origins, hosts, addresses);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** JSON-RPC over HTTP. Filled by picocli; belongs to the thread that parses. */
final class RpcHttpOptions extends RpcWebOptions {

  private static final String ORIGINS = "--rpc-http-cors-origins";

  @Option(
      names = "--rpc-http-api",
      split = OptionValues.LIST,
      paramLabel = "<API>",
      description =
          "APIs served over HTTP, of shh, net, web3, mix, admin (default: " + DEFAULT_APIS + ").")
  private List<String> apis = defaultApis();

  @Option(
      names = ORIGINS,
      split = OptionValues.LIST,
      paramLabel = "<ORIGIN>",
      description = "Web origins whose scripts may call over HTTP; * for all (default: none).")
  private List<String> origins = new ArrayList<>();

  RpcHttpOptions() {
    super("http", "HTTP", NodeConfig.Web.DEFAULT_HTTP_PORT);
  }

  /**
   * The configuration that the options make; empty if HTTP is not served.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  Optional<NodeConfig.Web> toConfig(HostAllowlistOptions hosts, ListeningAddresses addresses) {
    return toConfig(apis, ORIGINS, origins, hosts, addresses);
  }
}

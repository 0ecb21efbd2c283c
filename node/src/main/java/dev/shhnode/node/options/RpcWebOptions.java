// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.methods.RpcMethods;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * The options that JSON-RPC over HTTP and over WebSocket both have: in their names {@code
 * {transport}} is replaced by {@code http} or {@code ws}, in their descriptions {@code {protocol}}
 * by the name of the protocol. Filled by picocli; belongs to the thread that parses.
 */
abstract sealed class RpcWebOptions permits RpcHttpOptions, RpcWsOptions {

  /** Ours: the node's own administration is not served to a network unless asked for. */
  static final String DEFAULT_APIS = "shh,net,web3";

  private final String transport;
  private final String protocol;

  @Option(
      names = "--rpc-{transport}-enabled",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description = "Serve JSON-RPC over {protocol} (default: ${DEFAULT-VALUE}).")
  private boolean enabled = true;

  @Option(
      names = "--rpc-{transport}-host",
      paramLabel = "<HOST>",
      description = "Interface of JSON-RPC over {protocol} (default: ${DEFAULT-VALUE}).")
  private String host = NodeConfig.Web.DEFAULT_HOST;

  @Option(
      names = "--rpc-{transport}-port",
      paramLabel = "<PORT>",
      description = "Port of JSON-RPC over {protocol}, 0 for any (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--rpc-{transport}-dialect-ports",
      split = OptionValues.LIST,
      paramLabel = "<DIALECT>=<PORT>",
      description =
          "Further ports of JSON-RPC over {protocol}, for clients that cannot give a path; dialects:"
              + " v6, v5, classic, parity.")
  private Map<Dialect, Integer> dialectPorts = new EnumMap<>(Dialect.class);

  /**
   * @param transport its part of the names of options
   * @param protocol its name in descriptions
   */
  RpcWebOptions(String transport, String protocol, int defaultPort) {
    this.transport = transport;
    this.protocol = protocol;
    this.port = defaultPort;
  }

  static List<String> defaultApis() {
    return List.of(DEFAULT_APIS.split(OptionValues.LIST));
  }

  /** The options by their names for this transport, in the order in which the help lists them. */
  final Stream<OptionSpec> options() {
    return CommandSpec.forAnnotatedObject(this).options().stream().map(this::named);
  }

  private OptionSpec named(OptionSpec option) {
    return OptionSpec.builder(option)
        .names(named(option.names()))
        .description(named(option.description()))
        .build();
  }

  private String[] named(String[] texts) {
    return Stream.of(texts)
        .map(text -> text.replace("{transport}", transport).replace("{protocol}", protocol))
        .toArray(String[]::new);
  }

  /**
   * The configuration that the options make; empty if this transport is not served.
   *
   * @param apis namespaces that are asked for
   * @param originsOption the name of the option of {@code origins}
   * @param addresses of the other servers, to which those of this transport are added
   * @throws IllegalArgumentException naming the option that is wrong
   */
  final Optional<NodeConfig.Web> toConfig(
      List<String> apis,
      String originsOption,
      List<String> origins,
      HostAllowlistOptions hosts,
      ListeningAddresses addresses) {
    if (!enabled) {
      return Optional.empty();
    }
    String checkedHost = OptionValues.host(option("host"), host);
    addresses.add(option("port"), checkedHost, OptionValues.port(option("port"), port));
    return Optional.of(
        new NodeConfig.Web(
            checkedHost,
            port,
            checkedDialectPorts(checkedHost, addresses),
            checkedApis(option("api"), apis),
            OptionValues.origins(originsOption, origins),
            hosts.allowedFor(checkedHost)));
  }

  private String option(String name) {
    return "--rpc-" + transport + "-" + name;
  }

  private Map<Dialect, Integer> checkedDialectPorts(
      String checkedHost, ListeningAddresses addresses) {
    String option = option("dialect-ports");
    dialectPorts.forEach(
        (dialect, each) ->
            addresses.add(
                option + "=" + dialect.name().toLowerCase(Locale.ROOT),
                checkedHost,
                OptionValues.port(option, each)));
    return dialectPorts;
  }

  private static Set<String> checkedApis(String option, List<String> apis) {
    Set<String> namespaces = new TreeSet<>();
    for (String api : OptionValues.items(apis)) {
      String name = api.toLowerCase(Locale.ROOT);
      if (!RpcMethods.NAMESPACES.contains(name)) {
        throw new IllegalArgumentException(
            option + ": unknown API " + api + ", expected some of " + RpcMethods.NAMESPACES);
      }
      namespaces.add(name);
    }
    if (namespaces.isEmpty()) {
      throw new IllegalArgumentException(
          option + " is empty, expected some of " + RpcMethods.NAMESPACES);
    }
    return namespaces;
  }
}

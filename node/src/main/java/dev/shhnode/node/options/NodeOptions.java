// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.shh.ShhConfig;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * All options of the node, by the names that Besu gives them where it has them: a class for each
 * feature, put together here. Belongs to the thread that parses the command line.
 */
public final class NodeOptions {

  private final ConfigFileOptions configFile = new ConfigFileOptions();
  private final StorageOptions storage = new StorageOptions();
  private final P2pOptions p2p = new P2pOptions();
  private final RpcHttpOptions http = new RpcHttpOptions();
  private final HostAllowlistOptions hosts = new HostAllowlistOptions();
  private final RpcWsOptions ws = new RpcWsOptions();
  private final RpcSecurityOptions security = new RpcSecurityOptions();
  private final FilterOptions filters = new FilterOptions();
  private final RpcIpcOptions ipc = new RpcIpcOptions();
  private final ShhOptions shh = new ShhOptions();
  private final MixOptions mix = new MixOptions();
  private final LoggingOptions logging = new LoggingOptions();

  /** Adds the options to a command, in the order in which its help lists them. */
  public void addTo(CommandSpec command) {
    Stream.of(
            annotated(configFile),
            annotated(storage),
            annotated(p2p),
            http.options(),
            annotated(hosts),
            ws.options(),
            annotated(security),
            annotated(filters),
            annotated(ipc),
            annotated(shh),
            annotated(mix),
            annotated(logging))
        .flatMap(options -> options)
        .forEach(command::addOption);
  }

  private static Stream<OptionSpec> annotated(Object options) {
    return CommandSpec.forAnnotatedObject(options).options().stream();
  }

  /**
   * The configuration that the options make, once the command line has been parsed.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  public NodeConfig toConfig() {
    Path data = storage.dataPath();
    NodeConfig.P2p peers = p2p.toConfig(data);
    ShhConfig whisper = shh.toConfig(Runtime.getRuntime().maxMemory(), mix.isEnabled());
    ListeningAddresses addresses = new ListeningAddresses();
    addresses.add(P2pOptions.PORT, peers.bindHost(), peers.port());
    return new NodeConfig(
        data,
        storage.privateKeyFile(data),
        peers,
        http.toConfig(hosts, addresses),
        ws.toConfig(hosts, addresses),
        security.toConfig(),
        filters.lease(),
        ipc.toConfig(data),
        whisper,
        mix.toConfig(peers, whisper),
        logging.level());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.rlpx.peers.Enode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Peers: where they connect, how many, and which. Filled by picocli; belongs to the thread that
 * parses.
 */
final class P2pOptions {

  static final String PORT = "--p2p-port";

  private static final int MAX_PEERS_CEILING = 1_000;

  private static final String STATIC_NODES_FILE = "static-nodes.json";
  private static final String TRUSTED_NODES_FILE = "trusted-nodes.json";

  @Option(
      names = "--p2p-host",
      paramLabel = "<HOST>",
      description = "Address told to other nodes (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--p2p-interface",
      paramLabel = "<HOST>",
      description = "Interface on which peers connect (default: ${DEFAULT-VALUE}, all).")
  private String bindHost = "0.0.0.0";

  @Option(
      names = PORT,
      paramLabel = "<PORT>",
      description = "Port on which peers connect, 0 for any (default: ${DEFAULT-VALUE}).")
  private int port = NodeConfig.P2p.DEFAULT_PORT;

  @Option(
      names = "--max-peers",
      paramLabel = "<N>",
      description = "Most connections to peers (default: ${DEFAULT-VALUE}).")
  private int maxPeers = NodeConfig.P2p.DEFAULT_MAX_PEERS;

  @Option(
      names = "--static-nodes",
      split = OptionValues.LIST,
      paramLabel = "<ENODE>",
      description = "Nodes to stay connected with: enode URLs, comma-separated.")
  private List<String> staticNodes = new ArrayList<>();

  @Option(
      names = "--static-nodes-file",
      paramLabel = "<FILE>",
      description =
          "More of them: a JSON list of enode URLs (default: "
              + STATIC_NODES_FILE
              + " in the data path, if there is one).")
  private @Nullable Path staticNodesFile;

  @Option(
      names = "--trusted-nodes-file",
      paramLabel = "<FILE>",
      description =
          "Nodes let in even beyond --max-peers: a JSON list of enode URLs (default: "
              + TRUSTED_NODES_FILE
              + " in the data path, if there is one).")
  private @Nullable Path trustedNodesFile;

  /**
   * The configuration that the options make.
   *
   * @param data the data path
   * @throws IllegalArgumentException naming the option that is wrong
   */
  NodeConfig.P2p toConfig(Path data) {
    if (maxPeers < 0 || maxPeers > MAX_PEERS_CEILING) {
      throw new IllegalArgumentException(
          "--max-peers is " + maxPeers + ", expected 0 to " + MAX_PEERS_CEILING);
    }
    return new NodeConfig.P2p(
        OptionValues.reachableHost("--p2p-host", host),
        OptionValues.host("--p2p-interface", bindHost),
        OptionValues.port(PORT, port),
        maxPeers,
        staticNodes(data),
        nodesOf("--trusted-nodes-file", trustedNodesFile, data.resolve(TRUSTED_NODES_FILE)));
  }

  private List<Enode> staticNodes(Path data) {
    List<Enode> nodes = new ArrayList<>();
    for (String url : OptionValues.items(staticNodes)) {
      nodes.add(NodesFile.node("--static-nodes", url));
    }
    nodes.addAll(nodesOf("--static-nodes-file", staticNodesFile, data.resolve(STATIC_NODES_FILE)));
    return nodes;
  }

  /** The nodes of a file; if none was given, the default one may be missing. */
  private static List<Enode> nodesOf(String option, @Nullable Path given, Path byDefault) {
    if (given != null) {
      return NodesFile.read(option, OptionValues.path(option, given));
    }
    return Files.exists(byDefault) ? NodesFile.read(option, byDefault) : List.of();
  }
}

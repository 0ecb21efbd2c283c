// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.rpc.methods.RpcMethods;
import dev.shhnode.shh.SealingRule;
import dev.shhnode.shh.ShhConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the node, by the names that Besu gives them where it has them. */
public final class NodeOptions {

  private static final String LIST = "\\s*,\\s*";

  private static final int MAX_PORT = 65_535;
  private static final int MAX_PEERS_CEILING = 1_000;

  /** An empty message as this node seals it (284 bytes of data): what is less carries nothing. */
  private static final int MIN_MESSAGE_SIZE = 304;

  /** Of Linux; nobody could connect to what is longer. */
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  /** Beyond this a part of the heap is left for everything that is not pool or buffers. */
  private static final long HEAP_PARTS = 5;

  @Option(
      names = "--config-file",
      paramLabel = "<FILE>",
      description = "TOML file of options, keys as here without the dashes in front.")
  @SuppressWarnings("UnusedVariable") // Read by OptionDefaults, before any option has its value.
  private @Nullable Path configFile;

  @Option(
      names = "--data-path",
      paramLabel = "<DIR>",
      description = "Where the node keeps its key and its socket (default: ~/.shhnode).")
  private Path dataPath = Path.of(System.getProperty("user.home", "."), ".shhnode");

  @Option(
      names = "--node-private-key-file",
      paramLabel = "<FILE>",
      description =
          "The node's key, 64 hex digits; made if missing (default: key in the data path).")
  private @Nullable Path nodePrivateKeyFile;

  @Option(
      names = "--p2p-host",
      paramLabel = "<HOST>",
      description = "Address told to other nodes (default: ${DEFAULT-VALUE}).")
  private String p2pHost = "127.0.0.1";

  @Option(
      names = "--p2p-interface",
      paramLabel = "<HOST>",
      description = "Interface on which peers connect (default: ${DEFAULT-VALUE}, all).")
  private String p2pInterface = "0.0.0.0";

  @Option(
      names = "--p2p-port",
      paramLabel = "<PORT>",
      description = "Port on which peers connect, 0 for any (default: ${DEFAULT-VALUE}).")
  private int p2pPort = 30303;

  @Option(
      names = "--max-peers",
      paramLabel = "<N>",
      description = "Most connections to peers (default: ${DEFAULT-VALUE}).")
  private int maxPeers = 25;

  @Option(
      names = "--static-nodes",
      split = LIST,
      paramLabel = "<ENODE>",
      description = "Nodes to stay connected with: enode URLs, comma-separated.")
  private List<String> staticNodes = new ArrayList<>();

  @Option(
      names = "--static-nodes-file",
      paramLabel = "<FILE>",
      description =
          "More of them: a JSON list of enode URLs (default: static-nodes.json in the data path, if"
              + " there is one).")
  private @Nullable Path staticNodesFile;

  @Option(
      names = "--trusted-nodes-file",
      paramLabel = "<FILE>",
      description =
          "Nodes let in even beyond --max-peers: a JSON list of enode URLs (default:"
              + " trusted-nodes.json in the data path, if there is one).")
  private @Nullable Path trustedNodesFile;

  @Option(
      names = "--rpc-http-enabled",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description = "Serve JSON-RPC over HTTP (default: ${DEFAULT-VALUE}).")
  private boolean rpcHttpEnabled = true;

  @Option(
      names = "--rpc-http-host",
      paramLabel = "<HOST>",
      description = "Interface of JSON-RPC over HTTP (default: ${DEFAULT-VALUE}).")
  private String rpcHttpHost = "127.0.0.1";

  @Option(
      names = "--rpc-http-port",
      paramLabel = "<PORT>",
      description = "Port of JSON-RPC over HTTP, 0 for any (default: ${DEFAULT-VALUE}).")
  private int rpcHttpPort = 8545;

  @Option(
      names = "--rpc-http-dialect-ports",
      split = LIST,
      paramLabel = "<DIALECT>=<PORT>",
      description =
          "Further ports of JSON-RPC over HTTP, for clients that cannot give a path; dialects:"
              + " v6, v5, classic, parity.")
  private Map<Dialect, Integer> rpcHttpDialectPorts = new EnumMap<>(Dialect.class);

  @Option(
      names = "--rpc-http-api",
      split = LIST,
      paramLabel = "<API>",
      description = "APIs served over HTTP, of shh, net, web3, admin (default: shh,net,web3).")
  private List<String> rpcHttpApi = List.of("shh", "net", "web3");

  @Option(
      names = "--rpc-http-cors-origins",
      split = LIST,
      paramLabel = "<ORIGIN>",
      description = "Web origins whose scripts may call over HTTP; * for all (default: none).")
  private List<String> rpcHttpCorsOrigins = new ArrayList<>();

  @Option(
      names = "--host-allowlist",
      split = LIST,
      paramLabel = "<HOST>",
      description =
          "Values of the Host header that are answered; * for all (default:"
              + " localhost,127.0.0.1,[::1] and the host that is listened on).")
  private @Nullable List<String> hostAllowlist;

  @Option(
      names = "--rpc-ws-enabled",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description = "Serve JSON-RPC over WebSocket (default: ${DEFAULT-VALUE}).")
  private boolean rpcWsEnabled = true;

  @Option(
      names = "--rpc-ws-host",
      paramLabel = "<HOST>",
      description = "Interface of JSON-RPC over WebSocket (default: ${DEFAULT-VALUE}).")
  private String rpcWsHost = "127.0.0.1";

  @Option(
      names = "--rpc-ws-port",
      paramLabel = "<PORT>",
      description = "Port of JSON-RPC over WebSocket, 0 for any (default: ${DEFAULT-VALUE}).")
  private int rpcWsPort = 8546;

  @Option(
      names = "--rpc-ws-dialect-ports",
      split = LIST,
      paramLabel = "<DIALECT>=<PORT>",
      description =
          "Further ports of JSON-RPC over WebSocket, for clients that cannot give a path; dialects:"
              + " v6, v5, classic, parity.")
  private Map<Dialect, Integer> rpcWsDialectPorts = new EnumMap<>(Dialect.class);

  @Option(
      names = "--rpc-ws-api",
      split = LIST,
      paramLabel = "<API>",
      description = "APIs served over WebSocket (default: shh,net,web3).")
  private List<String> rpcWsApi = List.of("shh", "net", "web3");

  @Option(
      names = "--rpc-ws-origins",
      split = LIST,
      paramLabel = "<ORIGIN>",
      description =
          "Web origins, besides those of this machine, whose scripts may connect; * for all.")
  private List<String> rpcWsOrigins = new ArrayList<>();

  @Option(
      names = "--rpc-ipc-enabled",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description = "Serve JSON-RPC, all APIs, over a Unix socket (default: ${DEFAULT-VALUE}).")
  private boolean rpcIpcEnabled = true;

  @Option(
      names = "--rpc-ipc-path",
      paramLabel = "<FILE>",
      description = "The Unix socket (default: shhnode.ipc in the data path).")
  private @Nullable Path rpcIpcPath;

  @Option(
      names = "--shh-min-pow",
      paramLabel = "<POW>",
      description = "Least proof of work accepted and advertised (default: ${DEFAULT-VALUE}).")
  private double shhMinPow = ShhConfig.DEFAULT_MIN_POW;

  @Option(
      names = "--shh-max-message-size",
      paramLabel = "<BYTES>",
      description = "Most bytes of an envelope (default: ${DEFAULT-VALUE}).")
  private long shhMaxMessageSize = ShhConfig.DEFAULT_MAX_MESSAGE_SIZE;

  @Option(
      names = "--shh-light",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description = "Ask only for what the filters want, and forward nothing.")
  private boolean shhLight;

  @Option(
      names = "--shh-pow-rule",
      paramLabel = "<RULE>",
      description =
          "Proof-of-work rules that posts are sealed for, one or more searches each:"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, those of the peers).")
  private SealingRule shhPowRule = SealingRule.AUTO;

  @Option(
      names = "--shh-bridge",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<BOOL>",
      description =
          "Seal envelopes of others anew for peers that judge by the other rule of proof of work"
              + " (default: ${DEFAULT-VALUE}).")
  private boolean shhBridge;

  @Option(
      names = "--shh-max-pow-time",
      paramLabel = "<SECONDS>",
      description =
          "Longest search for the proof of work of a post, whatever it asks for"
              + " (default: ${DEFAULT-VALUE}).")
  private int shhMaxPowTime = (int) ShhConfig.DEFAULT_MAX_SEARCH.toSeconds();

  @Option(
      names = {"--logging", "-l"},
      paramLabel = "<LEVEL>",
      description = "OFF, ERROR, WARN, INFO, DEBUG or TRACE; to standard error (default: INFO).")
  private LogLevel logging = LogLevel.INFO;

  /** The levels of {@code --logging}, as Besu names them. */
  enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /**
   * The configuration that the options make.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  public NodeConfig toConfig() {
    Path data = OptionValues.path("--data-path", dataPath);
    return new NodeConfig(
        data,
        pathOr(data.resolve("key"), "--node-private-key-file", nodePrivateKeyFile),
        p2p(data),
        http(),
        ws(),
        ipc(data),
        shh(),
        logging.name());
  }

  private NodeConfig.P2p p2p(Path data) {
    if (maxPeers < 0 || maxPeers > MAX_PEERS_CEILING) {
      throw new IllegalArgumentException(
          "--max-peers is " + maxPeers + ", expected 0 to " + MAX_PEERS_CEILING);
    }
    return new NodeConfig.P2p(
        OptionValues.reachableHost("--p2p-host", p2pHost),
        OptionValues.host("--p2p-interface", p2pInterface),
        checkedPort("--p2p-port", p2pPort),
        maxPeers,
        staticNodes(data),
        nodesOf("--trusted-nodes-file", trustedNodesFile, data.resolve("trusted-nodes.json")));
  }

  private List<Enode> staticNodes(Path data) {
    List<Enode> nodes = new ArrayList<>();
    for (String url : OptionValues.items(staticNodes)) {
      nodes.add(NodesFile.node("--static-nodes", url));
    }
    nodes.addAll(
        nodesOf("--static-nodes-file", staticNodesFile, data.resolve("static-nodes.json")));
    return nodes;
  }

  /** The one by default need not be there. */
  private static List<Enode> nodesOf(String option, @Nullable Path given, Path byDefault) {
    if (given != null) {
      return NodesFile.read(option, OptionValues.path(option, given));
    }
    return Files.exists(byDefault) ? NodesFile.read(option, byDefault) : List.of();
  }

  private Optional<NodeConfig.Web> http() {
    if (!rpcHttpEnabled) {
      return Optional.empty();
    }
    String host = OptionValues.host("--rpc-http-host", rpcHttpHost);
    return Optional.of(
        new NodeConfig.Web(
            host,
            checkedPort("--rpc-http-port", rpcHttpPort),
            checkedPorts("--rpc-http-dialect-ports", rpcHttpDialectPorts),
            checkedApis("--rpc-http-api", rpcHttpApi),
            OptionValues.origins("--rpc-http-cors-origins", rpcHttpCorsOrigins),
            hostAllowlist(host)));
  }

  private Optional<NodeConfig.Web> ws() {
    if (!rpcWsEnabled) {
      return Optional.empty();
    }
    String host = OptionValues.host("--rpc-ws-host", rpcWsHost);
    return Optional.of(
        new NodeConfig.Web(
            host,
            checkedPort("--rpc-ws-port", rpcWsPort),
            checkedPorts("--rpc-ws-dialect-ports", rpcWsDialectPorts),
            checkedApis("--rpc-ws-api", rpcWsApi),
            OptionValues.origins("--rpc-ws-origins", rpcWsOrigins),
            hostAllowlist(host)));
  }

  /** A page cannot make its own name an address, so the one listened on is safe to answer. */
  private List<String> hostAllowlist(String listenedOn) {
    if (hostAllowlist != null) {
      return OptionValues.hosts("--host-allowlist", hostAllowlist);
    }
    List<String> hosts = new ArrayList<>(HostAllowlist.DEFAULT);
    if (!OptionValues.isWildcard(listenedOn)) {
      hosts.addAll(OptionValues.hosts("--host-allowlist", List.of(listenedOn)));
    }
    return hosts.stream().distinct().toList();
  }

  private Optional<NodeConfig.Ipc> ipc(Path data) {
    if (!rpcIpcEnabled) {
      return Optional.empty();
    }
    Path path = pathOr(data.resolve("shhnode.ipc"), "--rpc-ipc-path", rpcIpcPath);
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

  private static Path pathOr(Path byDefault, String option, @Nullable Path given) {
    return given == null ? byDefault : OptionValues.path(option, given);
  }

  private ShhConfig shh() {
    if (!Double.isFinite(shhMinPow) || shhMinPow < 0) {
      throw new IllegalArgumentException("--shh-min-pow is " + shhMinPow + ", expected 0 or more");
    }
    if (shhMaxMessageSize < MIN_MESSAGE_SIZE
        || shhMaxMessageSize > ShhConfig.MAX_MESSAGE_SIZE_CEILING) {
      throw new IllegalArgumentException(
          "--shh-max-message-size is "
              + shhMaxMessageSize
              + ", expected "
              + MIN_MESSAGE_SIZE
              + " to "
              + ShhConfig.MAX_MESSAGE_SIZE_CEILING);
    }
    if (shhMaxPowTime < 1) {
      throw new IllegalArgumentException(
          "--shh-max-pow-time is " + shhMaxPowTime + ", expected a second or more");
    }
    long share = Runtime.getRuntime().maxMemory() / HEAP_PARTS;
    return new ShhConfig(
        shhMinPow,
        shhMaxMessageSize,
        shhLight,
        Math.min(share, ShhConfig.DEFAULT_MAX_POOL_BYTES),
        Math.min(share, ShhConfig.DEFAULT_MAX_BUFFERED_BYTES),
        shhPowRule,
        shhBridge,
        Duration.ofSeconds(shhMaxPowTime));
  }

  private static int checkedPort(String option, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(option + " is " + port + ", expected 0 to " + MAX_PORT);
    }
    return port;
  }

  private static Map<Dialect, Integer> checkedPorts(String option, Map<Dialect, Integer> ports) {
    ports.values().forEach(port -> checkedPort(option, port));
    return ports;
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

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import dev.shhnode.mix.MixConfig;
import dev.shhnode.rlpx.peers.Enode;
import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.shh.ShhConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything a node is started with.
 *
 * @param dataPath where it keeps its key and its socket
 * @param privateKeyFile the node key; by default {@code key} in the data path
 * @param p2p the devp2p side
 * @param http JSON-RPC over HTTP, if served
 * @param ws JSON-RPC over WebSocket, if served
 * @param webSecurity who may use JSON-RPC over HTTP and WebSocket
 * @param filterLease how long a polled filter made over HTTP stays without being polled; zero for
 *     no end
 * @param ipc JSON-RPC over a Unix socket, if served
 * @param shh the Whisper side
 * @param mix mix routing, if enabled
 * @param logging least level that is logged
 */
public record NodeConfig(
    Path dataPath,
    Path privateKeyFile,
    P2p p2p,
    Optional<Web> http,
    Optional<Web> ws,
    WebSecurity webSecurity,
    Duration filterLease,
    Optional<Ipc> ipc,
    ShhConfig shh,
    Optional<Mix> mix,
    String logging) {

  /**
   * @param advertisedHost what other nodes are told
   * @param bindHost the interface listened on
   * @param port 0 for any
   * @param maxPeers connections at most, handshakes included
   * @param staticNodes dialled, and dialled again when the connection is lost
   * @param trustedNodes let in however many are connected
   */
  public record P2p(
      String advertisedHost,
      String bindHost,
      int port,
      int maxPeers,
      List<Enode> staticNodes,
      List<Enode> trustedNodes) {

    /** The usual port of Ethereum nodes. */
    public static final int DEFAULT_PORT = 30303;

    /** That of geth in the years of Whisper. */
    public static final int DEFAULT_MAX_PEERS = 25;

    public P2p {
      staticNodes = List.copyOf(staticNodes);
      trustedNodes = List.copyOf(trustedNodes);
    }
  }

  /**
   * @param host the interface listened on
   * @param port 0 for any
   * @param dialectPorts further ports, each of which speaks one dialect; 0 for any
   * @param namespaces the APIs served
   * @param origins web origins whose scripts may call; over WebSocket those of this machine may too
   * @param hostAllowlist values of the Host header that are answered; {@code *} for all
   */
  public record Web(
      String host,
      int port,
      Map<Dialect, Integer> dialectPorts,
      Set<String> namespaces,
      List<String> origins,
      List<String> hostAllowlist) {

    /** Ours: whoever reaches the RPC may use the keys in the node, so only this machine does. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** geth's. */
    public static final int DEFAULT_HTTP_PORT = 8545;

    /** geth's. */
    public static final int DEFAULT_WS_PORT = 8546;

    /**
     * A host name or address by which a client on this machine can connect and is answered, if
     * there is one.
     */
    public String announcedHost() {
      String own = OptionValues.isWildcard(host) ? loopback() : host;
      String written = own.contains(":") ? "[" + own + "]" : own;
      return hostAllowlist.isEmpty() || HostAllowlist.of(hostAllowlist).allows(written)
          ? written
          : hostAllowlist.get(0);
    }

    private String loopback() {
      return host.contains(":") ? "::1" : "127.0.0.1";
    }

    /** Whether other machines can connect, but would not be answered under any name. */
    public boolean answersOnlyThisMachine() {
      return OptionValues.isWildcard(host) && hostAllowlist.equals(HostAllowlist.DEFAULT);
    }
  }

  /**
   * @param jwtSecretFile holds the secret by which clients' tokens are signed, made if missing;
   *     empty if no tokens are asked for
   * @param tls the files of certificate and key; empty to serve in clear text
   */
  public record WebSecurity(Optional<Path> jwtSecretFile, Optional<Tls> tls) {

    /** The option that names the file of the secret. */
    public static final String JWT_SECRET = "--rpc-jwt-secret";
  }

  /**
   * @param certificates in PEM, the server's own first, those that vouch for it after it
   * @param key its private key, in PEM
   */
  public record Tls(Path certificates, Path key) {

    /** The option that names the file of certificates. */
    public static final String CERTIFICATE_OPTION = "--rpc-tls-cert";

    /** The option that names the file of the key. */
    public static final String KEY_OPTION = "--rpc-tls-key";
  }

  /**
   * @param path of the socket
   */
  public record Ipc(Path path) {}

  /**
   * @param config how the node takes part in the mix network
   * @param postHops mixes that posts travel through unless they ask for another number; 0 if they
   *     are flooded from here
   * @param nodes mixes to begin with, besides the peers that are mixes
   */
  public record Mix(MixConfig config, int postHops, List<Enode> nodes) {
    public Mix {
      nodes = List.copyOf(nodes);
    }
  }
}

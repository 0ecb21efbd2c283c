// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.HostAllowlist;
import dev.shhnode.rpc.OriginPolicy;
import dev.shhnode.rpc.RpcLimits;
import dev.shhnode.rpc.auth.BearerTokens;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import java.util.Set;

/**
 * Where and to whom HTTP or WebSocket is served.
 *
 * @param host name or address to listen on
 * @param port TCP port, 0 for any free one
 * @param namespaces those enabled, such as {@code shh}
 * @param dialect what is spoken where the path does not ask for another
 * @param hosts {@code Host} headers that are served
 * @param origins web pages that are served: over HTTP none by default, over WebSocket those of this
 *     machine in any case
 * @param tokens checks the token that each request or handshake has to show; empty if none is asked
 *     for
 * @param tls the server's certificate and key; empty to serve in clear text
 * @param limits what clients are allowed
 */
public record RpcHttpConfig(
    String host,
    int port,
    Set<String> namespaces,
    Dialect dialect,
    HostAllowlist hosts,
    OriginPolicy origins,
    Optional<BearerTokens> tokens,
    Optional<SslContext> tls,
    RpcLimits limits) {

  /** What is enabled by default on a network: nothing that changes or reveals the node itself. */
  public static final Set<String> DEFAULT_NAMESPACES = Set.of("shh", "net", "web3");

  public RpcHttpConfig {
    namespaces = Set.copyOf(namespaces);
  }
}

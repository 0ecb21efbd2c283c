// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.vertx;

import dev.shhnode.rpc.Dialect;
import dev.shhnode.rpc.RpcLimits;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where and to whom IPC is served.
 *
 * @param socket path of the Unix domain socket, at most about 100 bytes long (the system's bound)
 * @param namespaces those enabled, such as {@code shh}
 * @param dialect what is spoken
 * @param limits what clients are allowed
 */
public record RpcIpcConfig(Path socket, Set<String> namespaces, Dialect dialect, RpcLimits limits) {

  /** What is enabled by default: everything, since only the node's own user can connect. */
  public static final Set<String> DEFAULT_NAMESPACES = Set.of("shh", "net", "web3", "admin", "mix");

  public RpcIpcConfig {
    namespaces = Set.copyOf(namespaces);
  }
}

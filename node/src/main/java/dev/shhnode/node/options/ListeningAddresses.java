// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where the node's servers listen, each by the option that says so. Belongs to the thread that
 * parses.
 */
final class ListeningAddresses {

  private static final Set<String> EVERY_HOST = Set.of("0.0.0.0", "::", "[::]");

  private final List<Server> servers = new ArrayList<>();

  private record Server(String option, String host, int port) {

    boolean meets(Server other) {
      return port == other.port
          && (host.equalsIgnoreCase(other.host)
              || EVERY_HOST.contains(host)
              || EVERY_HOST.contains(other.host));
    }
  }

  /**
   * Adds the address of a server.
   *
   * @param port 0 for any, which is another one for each server
   * @throws IllegalArgumentException naming both options if another server listens there: Vert.x
   *     would let them share the port and give connections to either in turn
   */
  void add(String option, String host, int port) {
    if (port == 0) {
      return;
    }
    Server server = new Server(option, host, port);
    for (Server other : servers) {
      if (server.meets(other)) {
        throw new IllegalArgumentException(
            other.option
                + " and "
                + option
                + " are both port "
                + port
                + " of "
                + where(other, host));
      }
    }
    servers.add(server);
  }

  private static String where(Server other, String host) {
    return host.equalsIgnoreCase(other.host) ? host : other.host + " and " + host;
  }
}

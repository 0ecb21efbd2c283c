// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.options;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where the node's servers listen, each by the option that says so. Belongs to the thread that
 * parses.
 */
final class ListeningAddresses {

  private final Map<String, String> options = new HashMap<>();

  /**
   * Adds the address of a server.
   *
   * @param port 0 for any, which is another one for each server
   * @throws IllegalArgumentException naming both options if another server listens there: Vert.x
   *     would let them share the port and give connections to either in turn
   */
  void add(String option, String host, int port) {
    String other =
        port == 0 ? null : options.putIfAbsent(host.toLowerCase(Locale.ROOT) + " " + port, option);
    if (other != null) {
      throw new IllegalArgumentException(
          other + " and " + option + " are both port " + port + " of " + host);
    }
  }
}

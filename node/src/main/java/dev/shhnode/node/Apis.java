// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node;

import java.util.List;

/** The JSON-RPC namespaces that this node has. */
final class Apis {

  static final List<String> ALL = List.of("admin", "net", "shh", "web3");

  private Apis() {}
}

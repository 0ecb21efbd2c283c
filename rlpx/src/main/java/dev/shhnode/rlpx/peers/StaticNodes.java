// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx.peers;

import dev.shhnode.crypto.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes that the operator wants to be connected with always. Thread-safe. */
public final class StaticNodes implements DialCandidates {

  private final Map<PublicKey, Enode> nodes = new LinkedHashMap<>();

  /**
   * Adds a node; a new address takes the place of an old one. Returns whether that changes
   * anything.
   */
  public synchronized boolean add(Enode node) {
    return !node.equals(nodes.put(node.id(), node));
  }

  /** Returns whether the node was among them. */
  public synchronized boolean remove(PublicKey id) {
    return nodes.remove(id) != null;
  }

  public synchronized boolean contains(PublicKey id) {
    return nodes.containsKey(id);
  }

  @Override
  public synchronized List<Enode> nodes() {
    return List.copyOf(nodes.values());
  }
}

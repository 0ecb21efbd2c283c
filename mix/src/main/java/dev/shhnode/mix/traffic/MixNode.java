// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.mix.traffic;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.mix.directory.Guards;
import dev.shhnode.mix.sphinx.MixId;
import dev.shhnode.rlpx.peers.Enode;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;

/**
 * What is particular to one node.
 *
 * @param keys its identity
 * @param address pairs of its node record that say where it is dialled, encoded; none if it has no
 *     role
 * @param bootstrap nodes it was told of, which may be mixes or know some
 * @param guards how it chooses those by which its packets enter
 * @param capacity packets a second that it can mix
 * @param knownSince epochs in which it first heard of mixes, before a restart
 */
public record MixNode(
    KeyPair keys,
    Map<String, Bytes> address,
    List<Enode> bootstrap,
    Guards guards,
    long capacity,
    Map<MixId, Long> knownSince) {

  /** A node that has never heard of any mix. */
  public MixNode(
      KeyPair keys,
      Map<String, Bytes> address,
      List<Enode> bootstrap,
      Guards guards,
      long capacity) {
    this(keys, address, bootstrap, guards, capacity, Map.of());
  }

  public MixNode {
    knownSince = Map.copyOf(knownSince);
    address = Map.copyOf(address);
    bootstrap = List.copyOf(bootstrap);
  }
}

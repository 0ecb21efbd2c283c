// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rlpx;

import dev.shhnode.crypto.KeyPair;
import java.security.SecureRandom;
import java.util.List;

/**
 * This node as its peers see it.
 *
 * @param keyPair its identity
 * @param clientId what its hello calls it
 * @param listenPort TCP port told in the hello
 * @param subProtocols what it speaks
 * @param random for ephemeral keys, nonces and padding
 */
public record LocalNode(
    KeyPair keyPair,
    String clientId,
    int listenPort,
    List<SubProtocol> subProtocols,
    SecureRandom random) {

  public LocalNode {
    subProtocols = List.copyOf(subProtocols);
  }

  /** The same node as one that speaks no more than this. */
  public LocalNode speaking(List<SubProtocol> only) {
    return new LocalNode(keyPair, clientId, listenPort, only, random);
  }

  Hello hello() {
    return new Hello(
        Hello.VERSION,
        clientId,
        subProtocols.stream().map(SubProtocol::capability).toList(),
        listenPort,
        keyPair.publicKey().toBytes());
  }
}

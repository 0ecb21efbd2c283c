// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.TopicPrefix;
import java.util.List;
import java.util.Optional;

/**
 * Which messages a filter takes.
 *
 * @param key what opens them
 * @param topics any of these; empty means every topic
 * @param signer only messages signed by this key, if given
 * @param minPow least proof of work, 0 or less for any
 * @param allowP2p whether direct messages of trusted peers are taken too
 */
public record FilterCriteria(
    DecryptionKey key,
    List<TopicPrefix> topics,
    Optional<PublicKey> signer,
    double minPow,
    boolean allowP2p) {

  public FilterCriteria {
    topics = List.copyOf(topics);
  }
}

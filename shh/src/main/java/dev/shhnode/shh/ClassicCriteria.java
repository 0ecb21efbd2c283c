// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Topic;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which {@code shh/2} messages a filter takes.
 *
 * @param recipient only messages encrypted to this identity of the node, if given; else also those
 *     that nobody encrypted, and those to any identity of the node
 * @param signer only messages signed by this key, if given
 * @param topics by position which topics are wanted there; an empty set takes any. An envelope with
 *     more topics matches too, one with fewer does not
 */
public record ClassicCriteria(
    Optional<PublicKey> recipient, Optional<PublicKey> signer, List<Set<Topic>> topics) {

  public ClassicCriteria {
    topics = topics.stream().map(Set::copyOf).toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.PublicKey;
import dev.shhnode.envelope.Topic;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

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

  /** Whether a message is wanted. */
  public boolean matches(ClassicMessage message) {
    return (recipient.isEmpty() || recipient.equals(message.recipient()))
        && (signer.isEmpty() || signer.equals(message.signer()))
        && matches(message.topics());
  }

  private boolean matches(List<Topic> theirs) {
    if (topics.size() > theirs.size()) {
      return false;
    }
    for (int i = 0; i < topics.size(); i++) {
      if (!topics.get(i).isEmpty() && !topics.get(i).contains(theirs.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** How many topics it names. */
  public int topicCount() {
    return topics.stream().mapToInt(Set::size).sum();
  }

  /**
   * The first position at which only some topics match; empty if every topic matches at every
   * position.
   */
  public OptionalInt firstWanted() {
    return IntStream.range(0, topics.size()).filter(i -> !topics.get(i).isEmpty()).findFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * A nonce can be much better than its target by chance, about once in 256 messages, and then comes
 * to the filter for a high proof of work as well.
 */
final class Luck {

  private static final String FILTER = "filter minpow";

  /** Of that filter, in every recording. */
  private static final double MIN_POW = 50;

  private Luck() {}

  /** Removes lucky messages from our answer where none was recorded. */
  static void remove(Exchange exchange, JsonNode recorded, JsonNode ours) {
    if (exchange.note().endsWith(FILTER)
        && recorded.path("result").isEmpty()
        && ours.path("result") instanceof ArrayNode messages) {
      for (int i = messages.size() - 1; i >= 0; i--) {
        if (messages.get(i).path("pow").asDouble() >= MIN_POW) {
          messages.remove(i);
        }
      }
    }
  }
}

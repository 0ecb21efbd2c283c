// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A deliberate difference in every message of Whisper 2: ours have the numbers as QUANTITIES and
 * three members more, so that web3j can read them. See {@code docs/rpc-differences.md}.
 */
final class ClassicItems {

  private static final List<String> MORE = List.of("expiry", "workProved", "topics");

  private ClassicItems() {}

  /** Turns our messages into geth's form, in place; one that is not in ours stays as it is. */
  static void toGeth(JsonNode answer) {
    for (JsonNode message : answer.path("result")) {
      if (message instanceof ObjectNode object && isOurs(object)) {
        object.put("sent", quantity(object, "sent"));
        object.put("ttl", quantity(object, "ttl"));
        object.remove(MORE);
      }
    }
  }

  private static boolean isOurs(ObjectNode message) {
    return isQuantity(message, "sent")
        && isQuantity(message, "ttl")
        && isQuantity(message, "workProved")
        && isQuantity(message, "expiry")
        && quantity(message, "expiry") == quantity(message, "sent") + quantity(message, "ttl")
        && message.path("topics").isArray();
  }

  private static boolean isQuantity(ObjectNode message, String name) {
    return message.path(name).asText().matches("0x(0|[1-9a-f][0-9a-f]*)");
  }

  private static long quantity(ObjectNode message, String name) {
    return Long.parseLong(message.path(name).asText().substring(2), 16);
  }
}

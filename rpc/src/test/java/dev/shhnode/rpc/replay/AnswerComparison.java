// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares answers by structure: the same members in the same order, the same kinds of value, the
 * same texts and numbers, except where chance or time decides. There, what was recorded is bound to
 * what we got, and has to be the same wherever it occurs again.
 */
final class AnswerComparison {

  /** Numbers that depend on luck, time or ports. */
  private static final Set<String> FREE_NUMBERS =
      Set.of("pow", "timestamp", "sent", "memory", "messages");

  private static final int SHORTEST_RANDOM_TEXT = 30;

  /** The {@code minPow} of the filters in the recordings. */
  private static final double LUCKY_POW = 50;

  private final Names names;
  private final Set<String> sentTexts;
  private final List<String> mismatches = new ArrayList<>();

  /**
   * Prepares a comparison.
   *
   * @param sentTexts texts that were part of a request, and so are not random
   */
  AnswerComparison(Names names, Set<String> sentTexts) {
    this.names = names;
    this.sentTexts = sentTexts;
  }

  /** What does not match, empty if everything does. */
  List<String> compare(JsonNode recorded, JsonNode ours) {
    compare("", recorded, ours);
    return mismatches;
  }

  private void compare(String path, JsonNode recorded, JsonNode ours) {
    if (recorded.getNodeType() != ours.getNodeType()) {
      mismatch(path, recorded, ours);
    } else if (recorded.isObject()) {
      compareObjects(path, recorded, ours);
    } else if (recorded.isArray()) {
      compareArrays(path, recorded, ours);
    } else if (recorded.isTextual()) {
      compareTexts(path, recorded, ours);
    } else if (recorded.isNumber()) {
      compareNumbers(path, recorded, ours);
    } else if (!recorded.equals(ours)) {
      mismatch(path, recorded, ours);
    }
  }

  private void compareObjects(String path, JsonNode recorded, JsonNode ours) {
    if (!memberNames(path, recorded).equals(memberNames(path, ours))) {
      mismatches.add(
          path + ": members " + memberNames(path, recorded) + " became " + memberNames(path, ours));
      return;
    }
    Iterator<Map.Entry<String, JsonNode>> members = recorded.fields();
    while (members.hasNext()) {
      Map.Entry<String, JsonNode> member = members.next();
      compare(path + "." + member.getKey(), member.getValue(), ours.get(member.getKey()));
    }
  }

  /** In their order, which only says nothing in the answer itself. */
  private static List<String> memberNames(String path, JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (path.isEmpty()) {
      Collections.sort(names);
    }
    return names;
  }

  private void compareArrays(String path, JsonNode recorded, JsonNode ours) {
    if (recorded.isEmpty() && isLuck(ours)) {
      return;
    }
    if (recorded.size() != ours.size()) {
      mismatches.add(path + ": " + recorded.size() + " elements became " + ours.size());
      return;
    }
    List<JsonNode> left = new ArrayList<>();
    ours.forEach(left::add);
    for (int i = 0; i < recorded.size(); i++) {
      JsonNode each = recorded.get(i);
      JsonNode ofOurs = each.has("hash") ? likeliest(each, left) : left.get(0);
      left.remove(ofOurs);
      compare(path + "[" + i + "]", each, ofOurs);
    }
  }

  /**
   * A filter that asks for much proof of work gets by chance what less was asked of, once in some
   * hundred times.
   */
  private static boolean isLuck(JsonNode messages) {
    for (JsonNode message : messages) {
      if (message.path("pow").asDouble() < LUCKY_POW) {
        return false;
      }
    }
    return true;
  }

  /** Messages come in any order. */
  private JsonNode likeliest(JsonNode recorded, List<JsonNode> ours) {
    for (JsonNode each : ours) {
      if (names.isTaken(each.path("hash").asText(), recorded.path("hash").asText())) {
        continue;
      }
      AnswerComparison trial = new AnswerComparison(names.copy(), sentTexts);
      if (trial.compare(recorded, each).isEmpty()) {
        return each;
      }
    }
    return ours.get(0);
  }

  private void compareNumbers(String path, JsonNode recorded, JsonNode ours) {
    String name = path.substring(path.lastIndexOf('.') + 1);
    if (!FREE_NUMBERS.contains(name)
        && recorded.decimalValue().compareTo(ours.decimalValue()) != 0) {
      mismatch(path, recorded, ours);
    }
  }

  private void compareTexts(String path, JsonNode recordedNode, JsonNode oursNode) {
    String recorded = recordedNode.textValue();
    String ours = oursNode.textValue();
    if (names.translate(recorded).equals(ours)) {
      return;
    }
    if (names.isBound(recorded) || !mayBeRandom(recorded) || !haveOneForm(recorded, ours)) {
      mismatch(path, recordedNode, oursNode);
      return;
    }
    names.bind(recorded, ours);
  }

  private boolean mayBeRandom(String text) {
    return text.length() >= SHORTEST_RANDOM_TEXT
        && text.matches("(0x)?[0-9a-f]+")
        && !sentTexts.contains(text);
  }

  /** Subscription ids lose their leading zeros, so lengths can differ a little. */
  private static boolean haveOneForm(String recorded, String ours) {
    boolean samePrefix = recorded.startsWith("0x") == ours.startsWith("0x");
    boolean sameLength =
        recorded.length() < 40
            ? Math.abs(recorded.length() - ours.length()) < 8
            : recorded.length() == ours.length();
    return samePrefix && sameLength && ours.matches("(0x)?[0-9a-f]+");
  }

  private void mismatch(String path, JsonNode recorded, JsonNode ours) {
    mismatches.add(path + ": " + recorded + " became " + ours);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.replay;

import java.util.HashMap;
import java.util.Map;

/** What took the place of the recording's ids, keys and hashes. */
final class Names {

  private final Map<String, String> actual = new HashMap<>();

  /** Names that can be bound without binding these. */
  Names copy() {
    Names copy = new Names();
    copy.actual.putAll(actual);
    return copy;
  }

  void bind(String recorded, String ours) {
    actual.put(recorded, ours);
  }

  boolean isBound(String recorded) {
    return actual.containsKey(recorded);
  }

  /** Whether a name of ours took the place of another one than {@code recorded}. */
  boolean isTaken(String ours, String recorded) {
    return actual.containsValue(ours) && !ours.equals(actual.get(recorded));
  }

  /** The text with every recorded name replaced by ours. */
  String translate(String text) {
    String translated = text;
    for (Map.Entry<String, String> name : actual.entrySet()) {
      translated = translated.replace(name.getKey(), name.getValue());
    }
    return translated;
  }
}

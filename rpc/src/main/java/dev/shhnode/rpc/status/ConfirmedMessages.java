// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.status;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The ids of messages that a client has dealt with and does not want again. Thread-safe. */
final class ConfirmedMessages {

  /**
   * Ours: enough for the few days that messages live; the oldest confirmation is forgotten first.
   */
  static final int MAX_REMEMBERED = 10_000;

  private static final Pattern ID = Pattern.compile("0x[0-9a-f]{64}");

  private final Set<String> ids = new LinkedHashSet<>();

  /**
   * Remembers an id; other text is ignored.
   *
   * @return false if the oldest is forgotten for it
   */
  synchronized boolean add(String id) {
    if (ID.matcher(id).matches() && ids.add(id) && ids.size() > MAX_REMEMBERED) {
      ids.remove(ids.iterator().next());
      return false;
    }
    return true;
  }

  synchronized boolean contains(String id) {
    return ids.contains(id);
  }
}

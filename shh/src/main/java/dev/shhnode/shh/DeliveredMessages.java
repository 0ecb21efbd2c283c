// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.WhisperVersion;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Which messages a filter had lately, so that each comes once.
 *
 * <p>The same ciphertext never comes again: the header is not authenticated, so a stranger can seal
 * old data anew (defect D12), and a post may be sealed for both proof-of-work rules. The same
 * content may: people say things twice. But of what came in v6 as often as in v5, each pair is one
 * post for both networks.
 */
final class DeliveredMessages {

  /** Ours, of either kind. */
  private static final int MAX_REMEMBERED = 4_096;

  private record Times(int inV5, int inV6) {
    static final Times NONE = new Times(0, 0);

    Times plusOne(WhisperVersion version) {
      return version == WhisperVersion.V5 ? new Times(inV5 + 1, inV6) : new Times(inV5, inV6 + 1);
    }

    int posts() {
      return Math.max(inV5, inV6);
    }
  }

  private final Set<Bytes32> byData = new LinkedHashSet<>();
  private final Map<Bytes32, Times> byContent = new LinkedHashMap<>();

  /** Whether a message is new, which it is no longer. */
  boolean add(MessageIdentity message) {
    if (!byData.add(message.dataHash())) {
      return false;
    }
    if (byData.size() > MAX_REMEMBERED) {
      byData.remove(byData.iterator().next());
    }
    Times before = byContent.getOrDefault(message.contentHash(), Times.NONE);
    Times after = before.plusOne(message.version());
    byContent.put(message.contentHash(), after);
    if (byContent.size() > MAX_REMEMBERED) {
      byContent.remove(byContent.keySet().iterator().next());
    }
    return after.posts() > before.posts();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.rpc.mix;

import dev.shhnode.crypto.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The number of hops of each identity, which is that of its first post: posts over fewer hops enter
 * at a later layer, which is to be seen, so an identity that changed would mark its own posts. Kept
 * as long as the program runs. Thread-safe.
 */
final class IdentityHops {

  /** Ours: more identities than a node has in use; the one that has not posted for longest goes. */
  static final int MAX_IDENTITIES = 10_000;

  private static final float LOAD_FACTOR = 0.75f;

  private final Map<PublicKey, Integer> hops =
      new LinkedHashMap<>(16, LOAD_FACTOR, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PublicKey, Integer> eldest) {
          return size() > MAX_IDENTITIES;
        }
      };

  /** The number of hops of an identity that has posted with a route. */
  synchronized Optional<Integer> of(PublicKey identity) {
    return Optional.ofNullable(hops.get(identity));
  }

  /** Why an identity may not post over so many hops; empty if it may. */
  synchronized Optional<String> refusal(PublicKey identity, int asked) {
    int kept = hops.getOrDefault(identity, asked);
    return kept == asked
        ? Optional.empty()
        : Optional.of(
            "this identity has posted over "
                + kept
                + (kept == 1 ? " hop" : " hops")
                + ", and an identity keeps its number of hops: fewer would mark its posts");
  }

  /**
   * Settles the number of hops of an identity, unless it is settled already.
   *
   * @return as {@link #refusal}
   */
  synchronized Optional<String> settle(PublicKey identity, int asked) {
    hops.putIfAbsent(identity, asked);
    return refusal(identity, asked);
  }
}

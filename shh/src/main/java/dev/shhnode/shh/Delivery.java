// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.envelope.Envelope;
import java.util.List;
import java.util.Map;

/** Brings envelopes to the filters that can open them. Belongs to the shh loop. */
final class Delivery {

  private final FilterIndex filters = new FilterIndex();
  private final MessageBudget budget;
  private final MessageOpening opening;

  Delivery(MessageOpening opening, long maxBufferedBytes) {
    this.opening = opening;
    this.budget = new MessageBudget(maxBufferedBytes);
  }

  FilterIndex filters() {
    return filters;
  }

  MessageBudget budget() {
    return budget;
  }

  /**
   * Offers a v5 or v6 envelope.
   *
   * @param direct whether it came from a trusted peer for us alone
   */
  void match(Envelope envelope, double pow, boolean direct) {
    Map<DecryptionKey, List<Filter>> candidates = filters.candidates(envelope.topic());
    candidates.values().removeIf(group -> group.stream().noneMatch(f -> f.admits(pow, direct)));
    if (candidates.isEmpty()) {
      return;
    }
    opening.open(
        envelope,
        candidates.keySet(),
        (key, content) -> {
          MessageIdentity identity = MessageIdentity.of(envelope, content);
          for (Filter filter : candidates.getOrDefault(key, List.of())) {
            if (filter.admits(pow, direct)) {
              filter.offer(envelope, content, identity, pow);
            }
          }
        });
  }
}

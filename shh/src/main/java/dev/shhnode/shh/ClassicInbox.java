// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.envelope.ClassicData;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.pow.PowRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The {@code shh/2} messages that this node can read, until they expire, and the filters on them.
 * All are opened when they come, as a filter made later shows those before too. Belongs to the shh
 * loop.
 */
final class ClassicInbox {

  private final MessageOpening opening;
  private final Supplier<List<KeyPair>> identities;
  private final ClassicFilters filters = new ClassicFilters();
  private final Map<Bytes32, ClassicMessage> messages = new LinkedHashMap<>();
  private final TreeMap<Long, List<Bytes32>> byExpiry = new TreeMap<>();

  /**
   * @param identities those of the node, to which messages may be encrypted
   */
  ClassicInbox(MessageOpening opening, Supplier<List<KeyPair>> identities) {
    this.opening = opening;
    this.identities = identities;
  }

  ClassicFilters filters() {
    return filters;
  }

  /** Takes an envelope that is new to the pool. */
  void onEnvelope(Envelope envelope) {
    Collection<DecryptionKey> keys =
        ClassicData.isEncrypted(envelope.data())
            ? identities.get().stream().<DecryptionKey>map(DecryptionKey.Asymmetric::new).toList()
            : List.of(new DecryptionKey.None());
    if (!keys.isEmpty()) {
      opening.open(envelope, keys, (key, content) -> keep(envelope, key, content));
    }
  }

  private void keep(Envelope envelope, DecryptionKey key, MessageContent content) {
    ClassicMessage message =
        new ClassicMessage(
            envelope.hash(),
            content.signer(),
            key.recipient(),
            envelope.sent(),
            envelope.ttl(),
            envelope.expiry(),
            envelope.topics(),
            content.payload(),
            envelope.zeroBits(PowRule.CLASSIC));
    if (messages.put(envelope.hash(), message) == null) {
      byExpiry
          .computeIfAbsent(envelope.expiry(), second -> new ArrayList<>(1))
          .add(envelope.hash());
      filters.deliver(message);
    }
  }

  /** All messages that a filter takes. */
  List<ClassicMessage> messages(long filterId) {
    return filters
        .criteria(filterId)
        .map(criteria -> messages.values().stream().filter(criteria::matches).toList())
        .orElse(List.of());
  }

  /** Forgets the messages whose expiry is before {@code now}. */
  void expire(Moment now) {
    Map<Long, List<Bytes32>> expired = byExpiry.headMap(now.unixSeconds(), false);
    expired.values().forEach(hashes -> hashes.forEach(messages::remove));
    expired.clear();
  }
}

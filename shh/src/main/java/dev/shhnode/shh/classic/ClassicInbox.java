// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.classic;

import static java.util.Objects.requireNonNull;

import dev.shhnode.crypto.KeyPair;
import dev.shhnode.envelope.ClassicData;
import dev.shhnode.envelope.Envelope;
import dev.shhnode.envelope.MessageContent;
import dev.shhnode.pow.PowRule;
import dev.shhnode.runtime.Moment;
import dev.shhnode.shh.ClassicCriteria;
import dev.shhnode.shh.ClassicMessage;
import dev.shhnode.shh.ClassicReading;
import dev.shhnode.shh.DecryptionKey;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import dev.shhnode.shh.Source;
import dev.shhnode.shh.filter.CandidateKeys;
import dev.shhnode.shh.filter.DeliveryTurns;
import dev.shhnode.shh.filter.FilterCapacity;
import dev.shhnode.shh.filter.MessageBudget;
import dev.shhnode.shh.filter.MessageOpening;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The {@code shh/2} messages that this node can read, until they expire, and the filters on them.
 * Each message is opened when it comes, since a filter shows also those that came before it was
 * made. Bounded in bytes: when it is full, the oldest message is dropped. Belongs to the shh loop.
 */
public final class ClassicInbox {

  /** Ours: encrypted messages that are known again when a stranger seals them anew. */
  public static final int MAX_OPENED = 4_096;

  /** What one of them takes, and which part of the memory of messages all of them may. */
  private static final int OPENED_BYTES = 200;

  private static final int OPENED_SHARE = 8;

  private final ShhListener listener;
  private final MessageOpening opening;
  private final Supplier<List<KeyPair>> identities;
  private final long maxBytes;
  private final ClassicFilters filters;
  private final Map<Bytes32, ClassicMessage> messages = new LinkedHashMap<>();
  private final TreeMap<Long, Set<Bytes32>> byExpiry = new TreeMap<>();

  /** Hashes of encrypted data that has been opened. */
  private final Set<Bytes32> opened = new LinkedHashSet<>();

  private final int maxOpened;
  private long heldBytes;

  /**
   * @param identities those of the node, to which messages may be encrypted
   * @param maxBytes most memory of the messages here
   * @param turns by which filters get messages
   * @param capacity for filters
   * @param budget for what waits in filters
   * @param listener told of messages that make room
   */
  public ClassicInbox(
      MessageOpening opening,
      Supplier<List<KeyPair>> identities,
      long maxBytes,
      DeliveryTurns turns,
      FilterCapacity capacity,
      MessageBudget budget,
      ShhListener listener) {
    this.listener = listener;
    this.opening = opening;
    this.identities = identities;
    this.maxBytes = maxBytes;
    this.maxOpened =
        (int) Math.max(1, Math.min(MAX_OPENED, maxBytes / OPENED_SHARE / OPENED_BYTES));
    this.filters = new ClassicFilters(turns, capacity, budget);
  }

  public ClassicFilters filters() {
    return filters;
  }

  /** Takes an envelope that is new to the pool. */
  public void onEnvelope(Envelope envelope, Source source) {
    if (!ClassicData.isEncrypted(envelope.data())) {
      open(envelope, source, CandidateKeys.of(List.of(new DecryptionKey.None())));
      return;
    }
    int count = identities.get().size();
    if (count > 0) {
      open(envelope, source, new Identities(count));
    }
  }

  private void open(Envelope envelope, Source source, CandidateKeys keys) {
    opening.open(envelope, source, keys, (key, content) -> keep(envelope, source, key, content));
  }

  /** An encrypted message does not say to whom it is. */
  private final class Identities implements CandidateKeys {
    private final int count;

    Identities(int count) {
      this.count = count;
    }

    /** One that is made while the envelope waits is tried as well; that hardly ever happens. */
    @Override
    public int atMost() {
      return count;
    }

    @Override
    public List<DecryptionKey> now() {
      return identities.get().stream().<DecryptionKey>map(DecryptionKey.Asymmetric::new).toList();
    }
  }

  private void keep(Envelope envelope, Source source, DecryptionKey key, MessageContent content) {
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
    if (isHere(message) || isSealedAnew(envelope, key)) {
      listener.onDropped(DropReason.DELIVERED_BEFORE, 1);
      return;
    }
    add(message);
    filters.deliver(message, source);
  }

  /**
   * Whether the message has been here in another envelope, which anybody can make. That is known
   * only of what is encrypted: no ciphertext comes twice by itself. The same words in clear may
   * have been said twice, as neither the time nor anything unique is signed.
   */
  private boolean isSealedAnew(Envelope envelope, DecryptionKey key) {
    if (key instanceof DecryptionKey.None) {
      return false;
    }
    boolean isNew = opened.add(envelope.dataHash());
    if (opened.size() > maxOpened) {
      opened.remove(opened.iterator().next());
      listener.onDropped(DropReason.DELIVERY_FORGOTTEN, 1);
    }
    return !isNew;
  }

  private void add(ClassicMessage message) {
    heldBytes += message.costBytes();
    while (heldBytes > maxBytes && !messages.isEmpty()) {
      remove(messages.values().iterator().next());
      listener.onDropped(DropReason.CLASSIC_INBOX_FULL, 1);
    }
    messages.put(message.envelopeHash(), message);
    byExpiry
        .computeIfAbsent(message.expirySeconds(), second -> new LinkedHashSet<>())
        .add(message.envelopeHash());
  }

  private void remove(ClassicMessage message) {
    heldBytes -= message.costBytes();
    messages.remove(message.envelopeHash());
    byExpiry.computeIfPresent(
        message.expirySeconds(),
        (second, hashes) -> {
          hashes.remove(message.envelopeHash());
          return hashes.isEmpty() ? null : hashes;
        });
  }

  /** Bytes that its messages are charged. */
  public long heldBytes() {
    return heldBytes;
  }

  /**
   * All messages that a filter takes. They have been read now, unless the answer is lost, so {@link
   * ClassicFilters#poll} gives only what comes later, as in geth 1.5.9.
   */
  public ClassicReading messages(long filterId) {
    Optional<ClassicCriteria> criteria = filters.criteria(filterId);
    if (criteria.isEmpty()) {
      return ClassicReading.NOTHING;
    }
    List<ClassicMessage> unread = filters.takeAll(filterId);
    filters.putBack(filterId, unread.stream().filter(message -> !isHere(message)).toList());
    // What has been dropped from the inbox: as much of it as one poll gives out.
    List<ClassicMessage> forgotten = filters.poll(filterId);
    return new ClassicReading(
        Stream.concat(
                forgotten.stream(), messages.values().stream().filter(criteria.get()::matches))
            .toList(),
        Stream.concat(forgotten.stream(), unread.stream().filter(this::isHere)).toList());
  }

  private boolean isHere(ClassicMessage message) {
    return messages.containsKey(message.envelopeHash());
  }

  /** Forgets the messages whose expiry is before {@code now}. */
  public void expire(Moment now) {
    while (!byExpiry.isEmpty() && byExpiry.firstKey() < now.unixSeconds()) {
      for (Bytes32 hash : List.copyOf(byExpiry.firstEntry().getValue())) {
        remove(requireNonNull(messages.get(hash)));
      }
    }
  }
}

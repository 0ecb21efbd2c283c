// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.shh.filter;

import dev.shhnode.envelope.WhisperVersion;
import dev.shhnode.shh.DropReason;
import dev.shhnode.shh.ShhListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Which messages came lately, so that each comes once to a filter. Kept once for all filters: who
 * was offered a message follows from when and how it came. Belongs to the shh loop.
 *
 * <p>The same ciphertext never comes again: the header is not authenticated, so a stranger can seal
 * old data anew (defect D12), and a post may be sealed for both proof-of-work rules. The same
 * content under another ciphertext may come again, as people repeat themselves. But a poster may
 * seal one message for v5 and for v6: of what came in both versions, each pair counts as one
 * message.
 */
public final class DeliveredMessages {

  /** Ours: what a busy node receives for its filters in an hour. Above, the oldest is forgotten. */
  public static final int MAX_REMEMBERED = 32_768;

  /** Ours: of one message, or of one content; it comes twice where both rules are served. */
  public static final int MAX_ARRIVALS = 8;

  /** What one of them takes in either map, with its arrival. */
  public static final int COST_BYTES = 400;

  private final int maxRemembered;
  private final ShhListener listener;
  private final Map<Bytes32, List<Arrival>> byData = new LinkedHashMap<>();
  private final Map<Bytes32, List<Arrival>> byContent = new LinkedHashMap<>();

  /**
   * @param maxBytes most memory to take, as far as {@link #MAX_REMEMBERED} needs it
   * @param listener told of messages that are forgotten
   */
  public DeliveredMessages(long maxBytes, ShhListener listener) {
    this.listener = listener;
    this.maxRemembered = (int) Math.max(1, Math.min(MAX_REMEMBERED, maxBytes / COST_BYTES));
  }

  /** How many messages are remembered. */
  public int size() {
    return byData.size();
  }

  /**
   * A message that has come, with what came before of the same.
   *
   * @param ofData earlier arrivals of its ciphertext
   * @param ofContent earlier arrivals of other ciphertexts with its content
   */
  public record Reception(Arrival arrival, List<Arrival> ofData, List<Arrival> ofContent) {

    /** Whether the message is news for a filter, to which it is offered now. */
    public boolean isNewFor(Filter filter) {
      if (ofData.stream().anyMatch(earlier -> earlier.wasOfferedTo(filter))) {
        return false;
      }
      long inV5 = count(filter, WhisperVersion.V5);
      long inV6 = count(filter, WhisperVersion.V6);
      long posts = Math.max(inV5, inV6);
      return (arrival.version() == WhisperVersion.V5 ? inV5 : inV6) + 1 > posts;
    }

    private long count(Filter filter, WhisperVersion version) {
      return ofContent.stream()
          .filter(earlier -> earlier.version() == version && earlier.wasOfferedTo(filter))
          .count();
    }
  }

  /** Remembers that a message has come. */
  public Reception receive(MessageIdentity message, Arrival arrival) {
    List<Arrival> ofData = before(byData, message.dataHash());
    List<Arrival> ofContent = before(byContent, message.contentHash());
    boolean isFirst = ofData.isEmpty();
    remember(byData, message.dataHash(), withoutCovered(ofData, arrival));
    if (isFirst) {
      remember(byContent, message.contentHash(), with(ofContent, arrival));
    }
    return new Reception(arrival, ofData, isFirst ? ofContent : List.of());
  }

  private static List<Arrival> before(Map<Bytes32, List<Arrival>> arrivals, Bytes32 hash) {
    return arrivals.getOrDefault(hash, List.of());
  }

  /**
   * Anybody can seal data anew, as often as it pleases: what adds nothing must not push out what
   * says who has it.
   */
  private static List<Arrival> withoutCovered(List<Arrival> before, Arrival arrival) {
    if (before.stream().anyMatch(earlier -> earlier.covers(arrival))) {
      return before;
    }
    List<Arrival> after = new ArrayList<>(before);
    for (int i = 0; i < after.size(); i++) {
      if (arrival.covers(after.get(i))) {
        // In its place, as the first place is kept.
        after.set(i, arrival);
        after.subList(i + 1, after.size()).removeIf(arrival::covers);
        return after;
      }
    }
    return with(before, arrival);
  }

  /** The first stays, which is its sender's unless a stranger was faster. */
  private static List<Arrival> with(List<Arrival> before, Arrival arrival) {
    List<Arrival> after = new ArrayList<>(before.size() + 1);
    after.addAll(before);
    if (after.size() == MAX_ARRIVALS) {
      after.remove(1);
    }
    after.add(arrival);
    return after;
  }

  private void remember(Map<Bytes32, List<Arrival>> arrivals, Bytes32 hash, List<Arrival> after) {
    arrivals.put(hash, after);
    if (arrivals.size() > maxRemembered) {
      arrivals.remove(arrivals.keySet().iterator().next());
      if (arrivals == byData) {
        listener.onDropped(DropReason.DELIVERY_FORGOTTEN, 1);
      }
    }
  }
}
